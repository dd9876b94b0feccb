// SPDX-License-Identifier: Apache-2.0
// What layers and merges make of shapes.
#include <array>
#include <cassert>
#include <utility>

#include "compiler/ir/layers.h"
#include "compiler/ir/plugin_layer.h"

namespace nasg::ir {

namespace {

template <class D>
std::optional<std::int64_t> number(const D& dim) {
  if constexpr (std::is_same_v<D, Dim>)
    return dim.constant();
  else
    return dim;
}

template <class D>
D integer(const BasicScalar<D>& value) {
  assert(std::holds_alternative<D>(value) && "the caller checks the types of arguments");
  return std::get<D>(value);
}

template <class D>
using Outcome = std::variant<BasicShape<D>, std::string>;

constexpr const char* kImage = "an image [C, H, W]";
constexpr const char* kRows = "rows [T, F]";

std::string at_least(const char* what, std::int64_t least) {
  return std::string("its ") + what + " must be at least " + std::to_string(least);
}

template <class D>
std::string rank_error(const char* wanted, const BasicShape<D>& input) {
  return std::string("it takes ") + wanted + ", and is given " + std::to_string(input.size()) +
         (input.size() == 1 ? " dimension" : " dimensions");
}

/// What is wrong with the shape of rank `rank`, or with one of the arguments that must be at least 1.
template <class D>
std::optional<std::string> refusal(const LayerInfo& row, std::span<const BasicScalar<D>> args,
                                   const BasicShape<D>& input, std::size_t rank, const char* wanted,
                                   std::initializer_list<std::size_t> positive = {}) {
  if (input.size() != rank) return rank_error(wanted, input);
  for (const std::size_t i : positive)
    if (const auto value = number(integer(args[i])); value && *value < 1)
      return at_least(row.params[i].name, 1);
  return std::nullopt;
}

/// Windows slid over H and W, as convolutions and pools do: floor((n + 2p - d(k - 1) - 1) / s) + 1.
struct Window {
  std::int64_t kernel, stride, padding, dilation;
};

std::optional<std::string> refusal(const Window& window) {
  if (window.kernel < 1) return at_least("kernel", 1);
  if (window.stride < 1) return at_least("stride", 1);
  if (window.padding < 0) return at_least("padding", 0);
  if (window.dilation < 1) return at_least("dilation", 1);
  return std::nullopt;
}

template <class D>
std::variant<D, std::string> slide(const Window& window, const D& length) {
  const D room = length + D(2 * window.padding - window.dilation * (window.kernel - 1) - 1);
  if (const auto known = number(room); known && *known < 0)
    return "its kernel of " + std::to_string(window.kernel) + " is larger than its padded input";
  return floor_divide(room, window.stride) + D(1);
}

template <class D>
Outcome<D> slide(const Window& window, D channels, const BasicShape<D>& input) {
  if (auto wrong = refusal(window)) return *wrong;
  BasicShape<D> output{std::move(channels)};
  for (std::size_t axis = 1; axis < 3; ++axis) {
    auto length = slide(window, input[axis]);
    if (auto* why = std::get_if<std::string>(&length)) return std::move(*why);
    output.push_back(std::get<D>(std::move(length)));
  }
  return output;
}

template <class D>
std::optional<Window> window_of(std::span<const BasicScalar<D>> args, std::size_t first, bool dilated) {
  const auto kernel = number(integer(args[first]));
  const auto stride = number(integer(args[first + 1]));
  const auto padding = number(integer(args[first + 2]));
  const auto dilation = dilated ? number(integer(args[first + 3])) : std::int64_t{1};
  if (!kernel || !stride || !padding || !dilation) return std::nullopt;
  return Window{*kernel, *stride, *padding, *dilation};
}

constexpr const char* kVaryingWindow = "its kernel, stride, padding and dilation must be numbers";

template <class D>
std::optional<std::string> groups_refusal(const D& groups, std::initializer_list<D> channels) {
  const auto group_count = number(groups);
  if (group_count && *group_count < 1) return at_least("number of groups", 1);
  for (const D& dim : channels) {
    const auto size = number(dim);
    if (size && group_count && *size % *group_count != 0)
      return "its " + std::to_string(*group_count) + " groups do not divide " + std::to_string(*size) +
             " channels";
  }
  return std::nullopt;
}

template <class D>
std::optional<std::string> channels_refusal(const D& channels, const D& groups, const D& input) {
  if (const auto c = number(channels); c && *c < 1) return at_least("number of channels", 1);
  return groups_refusal(groups, {input, channels});
}

template <class D>
Outcome<D> convolve(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (input.size() != 3) return rank_error(kImage, input);
  const auto window = window_of(args, 1, true);
  if (!window) return kVaryingWindow;
  const D channels = integer(args[0]);
  if (auto wrong = channels_refusal(channels, integer(args[5]), input[0])) return *wrong;
  return slide(*window, channels, input);
}

template <class D>
Outcome<D> convolve_rows(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (input.size() != 2) return rank_error(kRows, input);
  const auto window = window_of(args, 1, true);
  if (!window) return kVaryingWindow;
  if (auto wrong = refusal(*window)) return *wrong;
  const D channels = integer(args[0]);
  if (auto wrong = channels_refusal(channels, integer(args[5]), input[1])) return *wrong;
  auto length = slide(*window, input[0]);
  if (auto* why = std::get_if<std::string>(&length)) return std::move(*why);
  return BasicShape<D>{std::get<D>(std::move(length)), channels};
}

/// (n - 1) s - 2p + k
template <class D>
Outcome<D> convolve_transposed(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (input.size() != 3) return rank_error(kImage, input);
  const auto window = window_of(args, 1, false);
  if (!window) return kVaryingWindow;
  if (auto wrong = refusal(*window)) return *wrong;
  const D channels = integer(args[0]);
  if (auto wrong = channels_refusal(channels, integer(args[4]), input[0])) return *wrong;
  BasicShape<D> output{channels};
  for (std::size_t axis = 1; axis < 3; ++axis) {
    output.push_back((input[axis] - D(1)) * D(window->stride) + D(window->kernel - 2 * window->padding));
    if (const auto size = number(output.back()); size && *size < 1)
      return std::string("its padding leaves nothing");
  }
  return output;
}

template <class D>
Outcome<D> pool(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (input.size() != 3) return rank_error(kImage, input);
  const auto window = window_of(args, 0, false);
  if (!window) return kVaryingWindow;
  if (2 * window->padding > window->kernel) return "its padding must be at most half of its kernel";
  return slide(*window, input[0], input);
}

template <class D>
std::optional<std::string> row_refusal(const BasicShape<D>& input) {
  if (input.size() != 1 && input.size() != 2) return rank_error("a vector [N] or rows [T, F]", input);
  return std::nullopt;
}

template <class D>
Outcome<D> linear(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (auto wrong = row_refusal(input)) return *wrong;
  const D features = integer(args[0]);
  if (const auto n = number(features); n && *n < 1) return at_least("number of features", 1);
  BasicShape<D> output = input;
  output.back() = features;
  return output;
}

template <class D>
Outcome<D> normalise(LayerKind kind, std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (kind == LayerKind::kBatchNorm) {
    if (input.size() != 1 && input.size() != 3)
      return rank_error("an image [C, H, W] or a vector [N]", input);
  } else if (kind == LayerKind::kInstanceNorm) {
    if (input.size() != 3) return rank_error(kImage, input);
    const auto height = number(input[1]);
    const auto width = number(input[2]);
    if (height && width && *height * *width < 2) return "it needs more than one pixel a channel";
  } else {
    const auto axes = number(integer(args[1]));
    if (!axes || *axes < 0 || *axes > static_cast<std::int64_t>(input.size()))
      return "its axes must be at least 0 and at most " + std::to_string(input.size());
  }
  return input;
}

template <class D>
Outcome<D> normalise_groups(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (input.size() != 3) return rank_error(kImage, input);
  const D groups = integer(args[0]);
  if (auto wrong = groups_refusal(groups, {input[0]})) return *wrong;
  const auto group_count = number(groups);
  const auto elements = number(input[0] * input[1] * input[2]);
  if (group_count && elements == *group_count) return "it needs more than one number a group";
  return input;
}

template <class D>
Outcome<D> crop(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (input.size() != 3) return rank_error(kImage, input);
  BasicShape<D> output = input;
  for (std::size_t axis = 1; axis < 3; ++axis) {
    const D gone = integer(args[axis - 1]);
    if (const auto count = number(gone); count && *count < 0) return at_least(axis == 1 ? "top" : "left", 0);
    output[axis] = input[axis] - gone;
    if (const auto left = number(output[axis]); left && *left < 1) return std::string("it leaves nothing");
  }
  return output;
}

template <class D>
Outcome<D> slice(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  const auto start = number(integer(args[0]));
  if (start && *start < 0) return at_least("start", 0);
  const D count = integer(args[1]);
  if (const auto places = number(count); places && *places < 1) return at_least("count", 1);
  const auto rest = number(input[0] - integer(args[0]) - count);
  if (rest && *rest < 0) return "it ends " + std::to_string(-*rest) + " behind the first axis";
  BasicShape<D> output = input;
  output[0] = count;
  return output;
}

template <class D>
Outcome<D> place(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  const D count = integer(args[0]);
  if (const auto places = number(count); places && *places < 1) return at_least("count", 1);
  if (const auto start = number(integer(args[1])); start && *start < 0) return at_least("start", 0);
  const auto room = number(count - integer(args[1]));
  if (room && *room < 0) return "it starts " + std::to_string(-*room) + " behind the first axis";
  BasicShape<D> output = input;
  output[0] = count;
  return output;
}

template <class D>
Outcome<D> expand(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (input.size() != 3 || !(input[1] == D(1)) || !(input[2] == D(1)))
    return std::string("it takes one pixel, [C, 1, 1]");
  return BasicShape<D>{input[0], integer(args[0]), integer(args[1])};
}

template <class D>
Outcome<D> unfold(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  if (input.size() != 3) return rank_error(kImage, input);
  const auto window = window_of(args, 0, false);
  if (!window) return kVaryingWindow;
  auto slid = slide(*window, input[0], input);
  if (const auto* places = std::get_if<BasicShape<D>>(&slid))
    return BasicShape<D>{(*places)[1] * (*places)[2], input[0] * D(window->kernel * window->kernel)};
  return slid;
}

template <class D>
Outcome<D> image(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  const D height = integer(args[0]);
  const D width = integer(args[1]);
  if (!(height * width == input[0]))
    return std::string("its height times its width must be the number of rows");
  return BasicShape<D>{input[1], height, width};
}

template <class D>
Outcome<D> transpose(const BasicShape<D>& input) {
  if (input.size() < 2) return rank_error("rows [T, F] or an image [C, H, W]", input);
  BasicShape<D> output = input;
  std::swap(output[input.size() - 2], output[input.size() - 1]);
  return output;
}

template <class D>
Outcome<D> permute(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  BasicShape<D> output;
  std::array<bool, 3> taken{};
  for (const BasicScalar<D>& arg : args) {
    const auto axis = number(integer(arg));
    if (!axis || *axis < 1 || *axis > 3 || std::exchange(taken[static_cast<std::size_t>(*axis - 1)], true))
      return std::string("its numbers must be 1, 2 and 3 in some order");
    output.push_back(input[static_cast<std::size_t>(*axis - 1)]);
  }
  return output;
}

template <class D>
Outcome<D> attend(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  const auto heads = number(integer(args[0]));
  if (!heads) return std::string("its heads must be a number");
  if (const auto size = number(input[1]); size && *size % (3 * *heads) != 0)
    return "its row of " + std::to_string(*size) + " is no query, key and value of " +
           std::to_string(*heads) + (*heads == 1 ? " head" : " heads");
  return BasicShape<D>{input[0], floor_divide(input[1], 3)};
}

/// Its shape stands in its arguments, 0 for dimensions that it has not.
template <class D>
Outcome<D> stated(const LayerInfo& row, std::span<const BasicScalar<D>> args) {
  BasicShape<D> output;
  for (std::size_t i = kPluginFirstDim; i < kPluginFirstDim + kPluginMostDims; ++i) {
    const D dim = integer(args[i]);
    const auto size = number(dim);
    if (size == 0 && i > kPluginFirstDim) break;
    if (size && *size < 1) return at_least((std::string(row.params[i].name) + " dimension").c_str(), 1);
    output.push_back(dim);
  }
  return output;
}

template <class D>
Outcome<D> keep_with_probability(std::span<const BasicScalar<D>> args, const BasicShape<D>& input) {
  const double* p = std::get_if<double>(&args[0]);
  if (p && (*p < 0 || *p >= 1)) return "its p must be at least 0 and less than 1";
  return input;
}

template <class D>
Outcome<D> multiply_matrices(const BasicShape<D>& left, const BasicShape<D>& right) {
  const std::size_t rank = left.size();
  if (rank != right.size()) return std::string("they have different numbers of dimensions");
  if (rank < 2) return std::string("they are no matrices");
  for (std::size_t axis = 0; axis + 2 < rank; ++axis)
    if (!(left[axis] == right[axis])) return std::string("they differ before their last two axes");
  if (!(left[rank - 1] == right[rank - 2]))
    return std::string("the columns of the first are not as many as the rows of the second");
  BasicShape<D> output = left;
  output[rank - 1] = right[rank - 1];
  return output;
}

}  // namespace

template <class D>
std::variant<BasicShape<D>, std::string> layer_shape(LayerKind kind, std::span<const BasicScalar<D>> args,
                                                     const BasicShape<D>& input) {
  const LayerInfo& row = info(kind);
  const auto image_or = [&](std::initializer_list<std::size_t> positive, auto&& output) -> Outcome<D> {
    if (auto wrong = refusal(row, args, input, 3, kImage, positive)) return *wrong;
    return output();
  };
  const auto rows_or = [&](std::initializer_list<std::size_t> positive, auto&& output) -> Outcome<D> {
    if (auto wrong = refusal(row, args, input, 2, kRows, positive)) return *wrong;
    return output();
  };
  switch (kind) {
    case LayerKind::kConv2d: return convolve(args, input);
    case LayerKind::kConv1d: return convolve_rows(args, input);
    case LayerKind::kConvTranspose2d: return convolve_transposed(args, input);
    case LayerKind::kAvgPool:
    case LayerKind::kMaxPool: return pool(args, input);
    case LayerKind::kLinear: return linear(args, input);
    case LayerKind::kBatchNorm:
    case LayerKind::kInstanceNorm:
    case LayerKind::kLayerNorm: return normalise(kind, args, input);
    case LayerKind::kGroupNorm: return normalise_groups(args, input);
    case LayerKind::kRmsNorm: {
      if (auto wrong = row_refusal(input)) return *wrong;
      return input;
    }
    case LayerKind::kGlobalAvgPool:
    case LayerKind::kGlobalMaxPool: return image_or({}, [&] { return BasicShape<D>{input[0], D(1), D(1)}; });
    case LayerKind::kFlatten: {
      D product(1);
      for (const D& dim : input) product = product * dim;
      return BasicShape<D>{product};
    }
    case LayerKind::kCrop: return crop(args, input);
    case LayerKind::kPlace: return place(args, input);
    case LayerKind::kSlice: return slice(args, input);
    case LayerKind::kExpand: return expand(args, input);
    case LayerKind::kUpsample:
      return image_or({0}, [&] {
        return BasicShape<D>{input[0], input[1] * integer(args[0]), input[2] * integer(args[0])};
      });
    case LayerKind::kUnfold: return unfold(args, input);
    case LayerKind::kTokens:
      return image_or({}, [&] { return BasicShape<D>{input[1] * input[2], input[0]}; });
    case LayerKind::kImage: return rows_or({0, 1}, [&] { return image(args, input); });
    case LayerKind::kTranspose: return transpose(input);
    case LayerKind::kPermute: return image_or({}, [&] { return permute(args, input); });
    case LayerKind::kTokenMean: return rows_or({}, [&] { return BasicShape<D>{input[1]}; });
    case LayerKind::kAttend: return rows_or({0}, [&] { return attend(args, input); });
    case LayerKind::kEmbedding: {
      if (auto wrong = refusal(row, args, input, 1, "symbols [T]", {0, 1})) return *wrong;
      return BasicShape<D>{input[0], integer(args[1])};
    }
    case LayerKind::kReverse:
    case LayerKind::kPositions:
    case LayerKind::kSinusoids: return rows_or({}, [&] { return input; });
    case LayerKind::kGru:
    case LayerKind::kLstm: return rows_or({0}, [&] { return BasicShape<D>{input[0], integer(args[0])}; });
    case LayerKind::kPlugin: return stated(row, args);
    case LayerKind::kDropout:
    case LayerKind::kDropPath: return keep_with_probability(args, input);
    default: return input;  // what is left keeps any shape
  }
}

template <class D>
std::variant<BasicShape<D>, std::string> merge_shape(MergeKind kind,
                                                     std::span<const BasicShape<D>> branches) {
  if (kind == MergeKind::kMatmul) return multiply_matrices(branches[0], branches[1]);
  BasicShape<D> output = branches[0];
  const std::size_t first_shared = kind == MergeKind::kConcatenate ? 1 : 0;
  for (const BasicShape<D>& branch : branches.subspan(1)) {
    if (branch.size() != output.size()) return std::string("they have different numbers of dimensions");
    for (std::size_t axis = first_shared; axis < output.size(); ++axis)
      if (!(branch[axis] == output[axis])) return std::string("they differ");
    if (kind == MergeKind::kConcatenate) output[0] = output[0] + branch[0];
  }
  return output;
}

template std::variant<Shape, std::string> layer_shape(LayerKind, std::span<const Scalar>, const Shape&);
template std::variant<SymbolicShape, std::string> layer_shape(LayerKind, std::span<const SymbolicScalar>,
                                                              const SymbolicShape&);
template std::variant<Shape, std::string> merge_shape(MergeKind, std::span<const Shape>);
template std::variant<SymbolicShape, std::string> merge_shape(MergeKind, std::span<const SymbolicShape>);

}  // namespace nasg::ir
