// SPDX-License-Identifier: Apache-2.0
// Writes layers as members of LibTorch's modules and as calls.
#include "runtime/network/cpp_layers.h"

#include "runtime/network/forward_body.h"
#include "runtime/network/layer_text.h"
#include "runtime/network/placement.h"

namespace nasg::network {

namespace {

using ir::LayerKind;

constexpr const char* kCppAttend = R"(
  static torch::Tensor attend(const torch::Tensor& x, int64_t heads, bool causal) {
    // x holds query, key and value side by side, each with its heads side by side
    const auto batch = x.size(0), rows = x.size(1);
    const auto parts = x.reshape({batch, rows, 3, heads, -1}).permute({2, 0, 3, 1, 4});
    auto scores = torch::matmul(parts[0], parts[1].transpose(-2, -1)) / std::sqrt(parts.size(4));
    if (causal) {
      const auto later = torch::ones({rows, rows}, x.options()).triu(1) > 0;
      scores = scores.masked_fill(later, -INFINITY);
    }
    const auto y = torch::matmul(torch::softmax(scores, -1), parts[2]);
    return y.transpose(1, 2).reshape({batch, rows, -1});
  }
)";

constexpr const char* kCppSinusoids = R"(
  static torch::Tensor sinusoids(const torch::Tensor& x) {
    // sine and cosine of t / 10000^(2 i / features) in row t
    const auto rows = x.size(1), features = x.size(2);
    const auto rate = torch::exp(torch::arange(0, features, 2, x.options()) * (-std::log(1e4) / features));
    const auto angle = torch::arange(rows, x.options()).unsqueeze(1) * rate;
    const auto waves = torch::stack({torch::sin(angle), torch::cos(angle)}, 2).flatten(1);
    return x + waves.narrow(1, 0, features);
  }
)";

constexpr const char* kCppDropPath = R"(
  torch::Tensor drop_path(const torch::Tensor& x, double p) {
    if (!is_training() || p == 0) return x;
    std::vector<int64_t> each(x.dim(), 1);
    each[0] = x.size(0);
    return x * (torch::rand(each, x.options()) >= p) / (1 - p);
  }
)";

constexpr const char* kCppRmsNorm = R"(
  static torch::Tensor rms_norm(const torch::Tensor& x, const torch::Tensor& weight) {
    return x * torch::rsqrt(x.square().mean(-1, /*keepdim=*/true) + 1e-05) * weight;
  }
)";

const char* helper(LayerKind kind) {
  switch (kind) {
    case LayerKind::kRmsNorm: return kCppRmsNorm;
    case LayerKind::kAttend: return kCppAttend;
    case LayerKind::kSinusoids: return kCppSinusoids;
    case LayerKind::kDropPath: return kCppDropPath;
    default: return nullptr;
  }
}

/// `{16, 8, 8}`
std::string braced(const ir::Shape& values) {
  std::string text;
  for (const std::int64_t value : values) text += (text.empty() ? "{" : ", ") + std::to_string(value);
  return text + "}";
}

/// What makes a module: `3, 16, 3`, or `torch::nn::Conv2dOptions(3, 16, 3).padding(1)` where an option
/// differs from its own default.
class Options {
 public:
  Options(const char* type, std::string arguments) : type_(type), arguments_(std::move(arguments)) {}
  Options& set(const char* name, std::int64_t value, std::int64_t usual) {
    if (value != usual) set_ += std::string(".") + name + "(" + std::to_string(value) + ")";
    return *this;
  }
  Options& flag(const char* name, bool value, bool usual) {
    if (value != usual) set_ += std::string(".") + name + (value ? "(true)" : "(false)");
    return *this;
  }
  std::string text() const {
    return set_.empty() ? arguments_
                        : std::string("torch::nn::") + type_ + "Options(" + arguments_ + ")" + set_;
  }

 private:
  const char* type_;
  std::string arguments_;
  std::string set_;
};

/// A tensor alone; a ParameterDict has it under the same name as a module would.
Options parameter(const std::string& value) {
  return {"ParameterDict", "torch::OrderedDict<std::string, torch::Tensor>{{\"weight\", " + value + "}}"};
}

}  // namespace

std::string cpp_member(const Slot& slot) {
  const auto argument = [&](std::size_t i) { return integer(slot.args, i); };
  const auto declared = [&](const char* type, const Options& options) {
    return std::string(type) + " " + slot.name + "{" + options.text() + "}";
  };
  const std::string channels = std::to_string(slot.input[0]);
  const ir::Shape dims = ir::weight_dims(slot.kind, slot.args, slot.input);
  const auto given = [&](std::size_t i) { return argument(i) != 0; };  // bias, affine
  const auto recurrent = [&](const char* type) {
    return declared(type, Options(type, std::to_string(dims[0]) + ", " + std::to_string(argument(0)))
                              .flag("batch_first", true, false));
  };
  const auto convolution = [&](const char* type, const std::string& incoming) {
    return declared(type, Options(type, incoming + ", " + std::to_string(argument(0)) + ", " +
                                            std::to_string(argument(1)))
                              .set("stride", argument(2), 1)
                              .set("padding", argument(3), 0)
                              .set("dilation", argument(4), 1)
                              .set("groups", argument(5), 1)
                              .flag("bias", given(6), true));
  };
  switch (slot.kind) {
    case LayerKind::kConv2d: return convolution("Conv2d", channels);
    case LayerKind::kConvTranspose2d:
      return declared("ConvTranspose2d",
                      Options("ConvTranspose2d", channels + ", " + std::to_string(argument(0)) + ", " +
                                                     std::to_string(argument(1)))
                          .set("stride", argument(2), 1)
                          .set("padding", argument(3), 0)
                          .set("groups", argument(4), 1)
                          .flag("bias", given(5), true));
    case LayerKind::kLinear:
      return declared("Linear",
                      Options("Linear", std::to_string(dims[0]) + ", " + std::to_string(argument(0)))
                          .flag("bias", given(1), true));
    case LayerKind::kBatchNorm:
      return declared(slot.input.size() == 1 ? "BatchNorm1d" : "BatchNorm2d",
                      Options("BatchNorm", channels).flag("affine", given(0), true));
    case LayerKind::kInstanceNorm:
      return declared("InstanceNorm2d", Options("InstanceNorm2d", channels).flag("affine", given(0), false));
    case LayerKind::kLayerNorm:
      return declared("LayerNorm", Options("LayerNorm", "std::vector<int64_t>" + braced(dims))
                                       .flag("elementwise_affine", given(0), true));
    case LayerKind::kGroupNorm:
      return declared(
          "GroupNorm",
          Options("GroupNorm", std::to_string(argument(0)) + ", " + channels).flag("affine", given(1), true));
    case LayerKind::kConv1d: return convolution("Conv1d", std::to_string(dims[0]));
    case LayerKind::kEmbedding:
      return declared("Embedding",
                      Options("Embedding", std::to_string(argument(0)) + ", " + std::to_string(argument(1))));
    case LayerKind::kGru: return recurrent("GRU");
    case LayerKind::kLstm: return recurrent("LSTM");
    case LayerKind::kPositions:
      return declared("ParameterDict",
                      parameter("torch::randn(" + braced(dims) + ").mul_(0.02).requires_grad_()"));
    default:
      return declared("ParameterDict",
                      parameter("torch::ones(" + braced(dims) + ", torch::requires_grad())"));
  }
}

namespace {

std::string call(const std::string& function, const std::string& x, const std::string& rest = "") {
  return "torch::" + function + "(" + x + (rest.empty() ? ")" : ", " + rest + ")");
}

std::string apply_slot(const Slot& slot, const std::string& x) {
  const auto weight = [&] { return slot.name + "[\"weight\"]"; };
  switch (slot.kind) {
    case LayerKind::kRmsNorm: return "rms_norm(" + x + ", " + weight() + ")";
    case LayerKind::kChannelScale: return x + " * " + weight();
    case LayerKind::kChannelShift:
    case LayerKind::kPositions: return x + " + " + weight();
    case LayerKind::kChannelConstant: return weight() + ".expand_as(" + x + ")";
    // Along the rows: LibTorch's convolutions have the channels first.
    case LayerKind::kConv1d: return slot.name + "(" + x + ".transpose(1, 2)).transpose(1, 2)";
    case LayerKind::kEmbedding:
      return slot.name + "(" + x + ".to(torch::kLong).clamp(0, " + std::to_string(integer(slot.args, 0) - 1) +
             "))";
    case LayerKind::kGru:
    case LayerKind::kLstm: return "std::get<0>(" + slot.name + "(" + x + "))";
    default: return slot.name + "(" + x + ")";
  }
}

}  // namespace

std::string cpp_layer(const derivation::PlanStep::Layer& layer, const Slot* slot, const std::string& x,
                      const ir::Shape& input, const ir::Shape& output) {
  if (slot != nullptr) return apply_slot(*slot, x);
  const auto pair = [&](std::size_t i) { return braced({integer(layer.args, i), integer(layer.args, i)}); };
  const auto window = [&] { return pair(0) + ", " + pair(1) + ", " + pair(2); };
  const auto whole = [&](std::size_t i) { return std::to_string(integer(layer.args, i)); };
  if (const char* function = torch_function(layer.kind)) return call(function, x);
  switch (layer.kind) {
    case LayerKind::kLeakyRelu: return call("leaky_relu", x, real_text(real(layer.args[0])));
    case LayerKind::kSoftplus: return call("softplus", x);
    case LayerKind::kShift: return "(" + x + " + " + real_text(real(layer.args[0])) + ")";
    case LayerKind::kScale: return "(" + x + " * " + real_text(real(layer.args[0])) + ")";
    case LayerKind::kRootScale: return "(" + x + " / std::sqrt(" + std::to_string(output.back()) + ".0))";
    case LayerKind::kSoftmax: return call("softmax", x, "-1");
    case LayerKind::kCrop: return x + ".slice(2, " + whole(0) + ").slice(3, " + whole(1) + ")";
    case LayerKind::kPlace: {
      const Placement placement = placement_of(layer.args, input);
      const std::string kept =
          placement.cut ? x + ".narrow(1, 0, " + std::to_string(placement.kept) + ")" : x;
      return placement.pads.empty() ? kept : call("constant_pad_nd", kept, braced(placement.pads));
    }
    case LayerKind::kSlice: return x + ".narrow(1, " + whole(0) + ", " + whole(1) + ")";
    case LayerKind::kExpand: return x + ".expand({-1, -1, " + whole(0) + ", " + whole(1) + "})";
    case LayerKind::kUpsample:
      return x + ".repeat_interleave(" + whole(0) + ", 2).repeat_interleave(" + whole(0) + ", 3)";
    case LayerKind::kUnfold:
      return call("im2col", x, pair(0) + ", /*dilation=*/{1, 1}, " + pair(2) + ", " + pair(1)) +
             ".transpose(1, 2)";
    case LayerKind::kAttend:
      return "attend(" + x + ", " + whole(0) + (integer(layer.args, 1) != 0 ? ", true)" : ", false)");
    case LayerKind::kSinusoids: return "sinusoids(" + x + ")";
    case LayerKind::kDropPath: return "drop_path(" + x + ", " + real_text(real(layer.args[0])) + ")";
    case LayerKind::kTokens: return x + ".flatten(2).transpose(1, 2)";
    case LayerKind::kImage: return x + ".transpose(1, 2).reshape({-1, " + braced(output).substr(1) + ")";
    case LayerKind::kTranspose: return x + ".transpose(-2, -1)";
    case LayerKind::kPermute:
      return x + ".permute({0, " + whole(0) + ", " + whole(1) + ", " + whole(2) + "})";
    case LayerKind::kReverse: return x + ".flip(1)";
    case LayerKind::kTokenMean: return x + ".mean(1)";
    case LayerKind::kId: return x;
    case LayerKind::kZero: return x + ".new_zeros({" + x + ".size(0), " + braced(output).substr(1) + ")";
    case LayerKind::kAvgPool:
      return call("avg_pool2d", x, window() + ", /*ceil_mode=*/false, /*count_include_pad=*/false");
    case LayerKind::kMaxPool: return call("max_pool2d", x, window());
    case LayerKind::kGlobalMaxPool: return x + ".amax({2, 3}, /*keepdim=*/true)";
    case LayerKind::kGlobalAvgPool: return call("adaptive_avg_pool2d", x, "{1, 1}");
    case LayerKind::kFlatten: return call("flatten", x, "1");
    case LayerKind::kDropout: return call("dropout", x, real_text(real(layer.args[0])) + ", is_training()");
    default: return call(ir::info(layer.kind).name, x);
  }
}

std::string cpp_helpers(const derivation::Plan& plan) {
  std::string text;
  for (const char* function : helpers_of(plan, helper)) text += function;
  return text;
}

}  // namespace nasg::network
