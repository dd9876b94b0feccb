// SPDX-License-Identifier: Apache-2.0
// Writes the C++ header.
#include "runtime/network/cpp_source.h"

#include "runtime/network/coverage.h"
#include "runtime/network/forward_body.h"
#include "runtime/network/layer_text.h"

namespace nasg::network {

namespace {

using ir::LayerKind;

constexpr const char* kHead = R"(// Compile a program that includes it with
//   g++ -std=c++17 -I/usr/include/torch/csrc/api/include main.cpp -ltorch -ltorch_cpu -lc10
#pragma once

#include <torch/torch.h>

)";

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

/// `Conv2d conv1{…}`
std::string member(const Slot& slot) {
  const auto argument = [&](std::size_t i) { return integer(slot.args, i); };
  const auto declared = [&](const char* type, const Options& options) {
    return std::string(type) + " " + slot.name + "{" + options.text() + "}";
  };
  const std::string channels = std::to_string(slot.input[0]);
  const ir::Shape dims = ir::weight_dims(slot.kind, slot.args, slot.input);
  const auto given = [&](std::size_t i) { return argument(i) != 0; };  // bias, affine
  switch (slot.kind) {
    case LayerKind::kConv2d:
      return declared("Conv2d", Options("Conv2d", channels + ", " + std::to_string(argument(0)) + ", " +
                                                      std::to_string(argument(1)))
                                    .set("stride", argument(2), 1)
                                    .set("padding", argument(3), 0)
                                    .set("dilation", argument(4), 1)
                                    .set("groups", argument(5), 1)
                                    .flag("bias", given(6), true));
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
    default: break;
  }
  NASG_ASSERT(false, "layers without parameters have no slot");
  return "";
}

std::string call(const std::string& function, const std::string& x, const std::string& rest = "") {
  return "torch::" + function + "(" + x + (rest.empty() ? ")" : ", " + rest + ")");
}

std::string apply(const derivation::PlanStep::Layer& layer, const Slot* slot, const std::string& x,
                  const ir::Shape& output) {
  if (slot != nullptr) return slot->name + "(" + x + ")";
  const auto window = [&] {
    std::string text;
    for (std::size_t i = 0; i < 3; ++i)
      text += (i == 0 ? "" : ", ") + braced({integer(layer.args, i), integer(layer.args, i)});
    return text;
  };
  const auto whole = [&](std::size_t i) { return std::to_string(integer(layer.args, i)); };
  if (const char* function = torch_function(layer.kind)) return call(function, x);
  switch (layer.kind) {
    case LayerKind::kLeakyRelu: return call("leaky_relu", x, real_text(real(layer.args[0])));
    case LayerKind::kSoftplus: return call("softplus", x);
    case LayerKind::kShift: return "(" + x + " + " + real_text(real(layer.args[0])) + ")";
    case LayerKind::kScale: return "(" + x + " * " + real_text(real(layer.args[0])) + ")";
    case LayerKind::kSoftmax: return call("softmax", x, "-1");
    case LayerKind::kCrop: return x + ".slice(2, " + whole(0) + ").slice(3, " + whole(1) + ")";
    case LayerKind::kSlice: return x + ".narrow(1, " + whole(0) + ", " + whole(1) + ")";
    case LayerKind::kExpand: return x + ".expand({-1, -1, " + whole(0) + ", " + whole(1) + "})";
    case LayerKind::kTokens: return x + ".flatten(2).transpose(1, 2)";
    case LayerKind::kImage: return x + ".transpose(1, 2).reshape({-1, " + braced(output).substr(1) + ")";
    case LayerKind::kTranspose: return x + ".transpose(1, 2)";
    case LayerKind::kTokenMean: return x + ".mean(1)";
    case LayerKind::kId: return x;
    case LayerKind::kZero: return x + ".new_zeros({" + x + ".size(0), " + braced(output).substr(1) + ")";
    case LayerKind::kAvgPool:
      return call("avg_pool2d", x, window() + ", /*ceil_mode=*/false, /*count_include_pad=*/false");
    case LayerKind::kMaxPool: return call("max_pool2d", x, window());
    case LayerKind::kGlobalAvgPool: return call("adaptive_avg_pool2d", x, "{1, 1}");
    case LayerKind::kFlatten: return call("flatten", x, "1");
    case LayerKind::kDropout: return call("dropout", x, real_text(real(layer.args[0])) + ", is_training()");
    case LayerKind::kRelu:
    case LayerKind::kGelu:
    case LayerKind::kSilu:
    case LayerKind::kHardswish:
    case LayerKind::kMish:
    case LayerKind::kSigmoid:
    case LayerKind::kTanh: return call(ir::info(layer.kind).name, x);
    default: break;
  }
  NASG_ASSERT(false, "check_coverage lets no other layer come here");
  return x;
}

std::string merge(ir::MergeKind kind, const std::vector<std::string>& branches) {
  switch (kind) {
    case ir::MergeKind::kAdd: return joined(branches, " + ");
    case ir::MergeKind::kMultiply: return joined(branches, " * ");
    case ir::MergeKind::kConcatenate: return "torch::cat({" + joined(branches, ", ") + "}, 1)";
    case ir::MergeKind::kMax: return nested("torch::maximum", branches);
    case ir::MergeKind::kMean:
      return "(" + joined(branches, " + ") + ") / " + std::to_string(branches.size());
  }
  return "";
}

}  // namespace

diag::Result<std::string> cpp_source(const derivation::Plan& plan, const Slots& slots, const Title& title) {
  if (const auto covered = check_coverage(plan, "C++"); !covered) return covered.error();
  std::string text = origin(title, "// ") + kHead;
  text += "/// " + ir::text(plan.input) + " -> " + ir::text(plan.shapes[plan.result]) + "\n";
  text += "struct " + title.name + "Impl : torch::nn::Module {\n";
  std::string members;
  if (!slots.all.empty()) {
    text += "  " + title.name + "Impl() {\n";
    for (const Slot& slot : slots.all) {
      text += "    register_module(\"" + slot.name + "\", " + slot.name + ");\n";
      members += "  torch::nn::" + member(slot) + ";\n";
    }
    text += "  }\n\n";
    members = "\n" + members;
  }
  text += "  torch::Tensor forward(torch::Tensor x) {\n";
  const ForwardBody body = forward_body(plan, slots, {apply, merge});
  for (const Assignment& assignment : body.assignments)
    text += std::string("    ") + (assignment.declares ? "auto " : "") + assignment.variable + " = " +
            assignment.text + ";\n";
  text += "    return " + body.result + ";\n  }\n" + members + "};\nTORCH_MODULE(" + title.name + ");\n";
  return text;
}

}  // namespace nasg::network
