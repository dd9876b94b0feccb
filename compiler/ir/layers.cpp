// SPDX-License-Identifier: Apache-2.0
// The layer table, its shape rules and its costs.
#include "compiler/ir/layers.h"

#include <algorithm>
#include <cassert>

namespace nasg::ir {

const std::vector<LayerInfo>& all_layers() {
  static const std::vector<LayerInfo> table = [] {
    std::vector<LayerInfo> rows;
#define NASG_LAYER(kind, name, traits, doc) rows.push_back({LayerKind::kind, name, traits, doc, {}});
#define NASG_PARAM(name, type, fallback) rows.back().params.push_back({name, ParamType::type, fallback});
#include "compiler/ir/layers.def"
#undef NASG_LAYER
#undef NASG_PARAM
    return rows;
  }();
  return table;
}

const LayerInfo& info(LayerKind kind) {
  return all_layers()[static_cast<std::size_t>(kind)];
}

const LayerInfo* find_layer(std::string_view name) {
  for (const LayerInfo& row : all_layers())
    if (name == row.name) return &row;
  return nullptr;
}

const char* name(MergeKind kind) {
  switch (kind) {
    case MergeKind::kAdd: return "+";
    case MergeKind::kMultiply: return "*";
    case MergeKind::kConcatenate: return "++";
    case MergeKind::kMax: return "max";
    case MergeKind::kMean: return "mean";
  }
  return "";
}

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

std::string at_least(const char* what, std::int64_t least) {
  return std::string("its ") + what + " must be at least " + std::to_string(least);
}

/// Windows slid over H and W, as convolutions and pools do: floor((n + 2p - d(k - 1) - 1) / s) + 1.
struct Window {
  std::int64_t kernel, stride, padding, dilation;
};

template <class D>
std::variant<BasicShape<D>, std::string> slide(const Window& window, D channels, const BasicShape<D>& input) {
  if (window.kernel < 1) return at_least("kernel", 1);
  if (window.stride < 1) return at_least("stride", 1);
  if (window.padding < 0) return at_least("padding", 0);
  if (window.dilation < 1) return at_least("dilation", 1);
  BasicShape<D> output{std::move(channels)};
  for (std::size_t axis = 1; axis < 3; ++axis) {
    const D room = input[axis] + D(2 * window.padding - window.dilation * (window.kernel - 1) - 1);
    if (const auto known = number(room); known && *known < 0)
      return "its kernel of " + std::to_string(window.kernel) + " is larger than its padded input";
    output.push_back(floor_divide(room, window.stride) + D(1));
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
std::variant<BasicShape<D>, std::string> convolve(std::span<const BasicScalar<D>> args,
                                                  const BasicShape<D>& input) {
  const auto window = window_of(args, 1, true);
  if (!window) return kVaryingWindow;
  const D channels = integer(args[0]);
  const D groups = integer(args[5]);
  if (const auto c = number(channels); c && *c < 1) return at_least("number of channels", 1);
  const auto group_count = number(groups);
  if (group_count && *group_count < 1) return at_least("number of groups", 1);
  for (const D& dim : {input[0], channels}) {
    const auto size = number(dim);
    if (size && group_count && *size % *group_count != 0)
      return "its " + std::to_string(*group_count) + " groups do not divide " + std::to_string(*size) +
             " channels";
  }
  return slide(*window, channels, input);
}

template <class D>
std::variant<BasicShape<D>, std::string> pool(std::span<const BasicScalar<D>> args,
                                              const BasicShape<D>& input) {
  const auto window = window_of(args, 0, false);
  if (!window) return kVaryingWindow;
  if (2 * window->padding > window->kernel) return "its padding must be at most half of its kernel";
  return slide(*window, input[0], input);
}

template <class D>
std::string rank_error(const char* wanted, const BasicShape<D>& input) {
  return std::string("it takes ") + wanted + ", and is given " + std::to_string(input.size()) +
         (input.size() == 1 ? " dimension" : " dimensions");
}

}  // namespace

template <class D>
std::variant<BasicShape<D>, std::string> layer_shape(LayerKind kind, std::span<const BasicScalar<D>> args,
                                                     const BasicShape<D>& input) {
  constexpr const char* kImage = "an image [C, H, W]";
  switch (kind) {
    case LayerKind::kConv2d: return input.size() == 3 ? convolve(args, input) : rank_error(kImage, input);
    case LayerKind::kAvgPool:
    case LayerKind::kMaxPool: return input.size() == 3 ? pool(args, input) : rank_error(kImage, input);
    case LayerKind::kLinear: {
      if (input.size() != 1) return rank_error("a vector [N]", input);
      const D features = integer(args[0]);
      if (const auto n = number(features); n && *n < 1) return at_least("number of features", 1);
      return BasicShape<D>{features};
    }
    case LayerKind::kInstanceNorm: {
      if (input.size() != 3) return rank_error(kImage, input);
      const auto height = number(input[1]);
      const auto width = number(input[2]);
      if (height && width && *height * *width < 2) return "it needs more than one pixel a channel";
      return input;
    }
    case LayerKind::kBatchNorm:
      return input.size() == 1 || input.size() == 3 ? input
                                                    : std::variant<BasicShape<D>, std::string>(rank_error(
                                                          "an image [C, H, W] or a vector [N]", input));
    case LayerKind::kGlobalAvgPool:
      if (input.size() != 3) return rank_error(kImage, input);
      return BasicShape<D>{input[0], D(1), D(1)};
    case LayerKind::kFlatten: {
      D product(1);
      for (const D& dim : input) product = product * dim;
      return BasicShape<D>{product};
    }
    case LayerKind::kDropout: {
      const double* p = std::get_if<double>(&args[0]);
      if (p && (*p < 0 || *p >= 1)) return "its p must be at least 0 and less than 1";
      return input;
    }
    case LayerKind::kId:
    case LayerKind::kZero:
    case LayerKind::kLayerNorm:
    case LayerKind::kRelu:
    case LayerKind::kGelu:
    case LayerKind::kSilu:
    case LayerKind::kHardswish:
    case LayerKind::kMish:
    case LayerKind::kSigmoid:
    case LayerKind::kTanh: return input;
  }
  return std::string("it is not a layer");
}

template <class D>
std::variant<BasicShape<D>, std::string> merge_shape(MergeKind kind,
                                                     std::span<const BasicShape<D>> branches) {
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

Cost& Cost::operator+=(const Cost& other) {
  parameters += other.parameters;
  flops += other.flops;
  activations += other.activations;
  return *this;
}

namespace {

std::int64_t elements(const Shape& shape) {
  std::int64_t product = 1;
  for (const std::int64_t dim : shape) product *= dim;
  return product;
}

}  // namespace

Cost layer_cost(LayerKind kind, std::span<const Scalar> args, const Shape& input, const Shape& output) {
  const auto argument = [&](std::size_t i) { return integer(args[i]); };
  const std::int64_t size = elements(output);
  switch (kind) {
    case LayerKind::kConv2d: {
      const std::int64_t weights_per_output = input[0] / argument(5) * argument(1) * argument(1);
      const std::int64_t bias = argument(6) != 0 ? output[0] : 0;
      return {output[0] * weights_per_output + bias, size * weights_per_output, size};
    }
    case LayerKind::kLinear:
      return {input[0] * output[0] + (argument(1) != 0 ? output[0] : 0), input[0] * output[0], size};
    case LayerKind::kBatchNorm:
    case LayerKind::kInstanceNorm: return {argument(0) != 0 ? 2 * input[0] : 0, size, size};
    case LayerKind::kLayerNorm: return {argument(0) != 0 ? 2 * size : 0, size, size};
    case LayerKind::kAvgPool:
    case LayerKind::kMaxPool: return {0, size * argument(0) * argument(0), size};
    case LayerKind::kGlobalAvgPool: return {0, elements(input), size};
    case LayerKind::kId:
    case LayerKind::kZero:
    case LayerKind::kFlatten: return {0, 0, size};
    case LayerKind::kRelu:
    case LayerKind::kGelu:
    case LayerKind::kSilu:
    case LayerKind::kHardswish:
    case LayerKind::kMish:
    case LayerKind::kSigmoid:
    case LayerKind::kTanh:
    case LayerKind::kDropout: return {0, size, size};
  }
  return {};
}

Cost merge_cost(std::size_t branches, const Shape& output) {
  const std::int64_t size = elements(output);
  return {0, static_cast<std::int64_t>(branches - 1) * size, size};
}

}  // namespace nasg::ir
