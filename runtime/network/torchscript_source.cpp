// SPDX-License-Identifier: Apache-2.0
// Writes TorchScript.
#include "runtime/network/torchscript_source.h"

#include "runtime/network/layer_text.h"
#include "runtime/network/python_body.h"

namespace nasg::network {

namespace {

std::string pair(std::int64_t value) {
  return python_list({value, value});
}

/// `torch.name(x, rest)`
std::string call(const char* name, const std::string& x, const std::string& rest = "") {
  return std::string("torch.") + name + "(" + x + (rest.empty() ? ")" : ", " + rest + ")");
}

std::string with_slot(const Slot& slot, const std::string& x) {
  const auto argument = [&](std::size_t i) { return integer(slot.args, i); };
  const auto tensor = [&](const char* name) { return "self." + slot.name + "." + name; };
  const auto either = [&](const char* name) {
    return flag(slot, name) ? tensor("weight") + ", " + tensor("bias") : std::string("None, None");
  };
  const auto bias = [&] { return flag(slot, "bias") ? tensor("bias") : "None"; };
  switch (slot.kind) {
    case ir::LayerKind::kConv2d:
      return call("conv2d", x,
                  tensor("weight") + ", " + bias() + ", " + pair(argument(2)) + ", " + pair(argument(3)) +
                      ", " + pair(argument(4)) + ", " + std::to_string(argument(5)));
    case ir::LayerKind::kLinear: return call("linear", x, tensor("weight") + ", " + bias());
    case ir::LayerKind::kBatchNorm:
      return call("batch_norm", x,
                  either("affine") + ", " + tensor("running_mean") + ", " + tensor("running_var") +
                      ", self.training, 0.1, 1e-05, True");
    case ir::LayerKind::kInstanceNorm:
      return call("instance_norm", x, either("affine") + ", None, None, True, 0.1, 1e-05, True");
    case ir::LayerKind::kGroupNorm:
      return call("group_norm", x, std::to_string(argument(0)) + ", " + either("affine") + ", 1e-05, True");
    case ir::LayerKind::kConvTranspose2d:
      return call("conv_transpose2d", x,
                  tensor("weight") + ", " + bias() + ", " + pair(argument(2)) + ", " + pair(argument(3)) +
                      ", [0, 0], " + std::to_string(argument(4)));
    default:
      return call("layer_norm", x,
                  python_list(ir::weight_dims(slot.kind, slot.args, slot.input)) + ", " + either("affine") +
                      ", 1e-05, True");
  }
}

std::string torchscript_call(const derivation::PlanStep::Layer& layer, const Slot* slot, const std::string& x,
                             const ir::Shape& input, const ir::Shape& output) {
  if (const auto text = layer_text(Python::kScript, layer, slot, x, input, output)) return *text;
  if (slot) return with_slot(*slot, x);
  const auto window = [&] {
    return pair(integer(layer.args, 0)) + ", " + pair(integer(layer.args, 1)) + ", " +
           pair(integer(layer.args, 2));
  };
  switch (layer.kind) {
    case ir::LayerKind::kId: return x;
    case ir::LayerKind::kZero: return python_zeros(x, output);
    case ir::LayerKind::kAvgPool: return call("avg_pool2d", x, window() + ", False, False");
    case ir::LayerKind::kMaxPool: return call("max_pool2d", x, window());
    case ir::LayerKind::kGlobalAvgPool: return call("adaptive_avg_pool2d", x, "[1, 1]");
    case ir::LayerKind::kFlatten: return call("flatten", x, "1");
    case ir::LayerKind::kDropout:
      return call("dropout", x, real_text(real(layer.args[0])) + ", self.training");
    default: return call(ir::info(layer.kind).name, x);
  }
}

}  // namespace

std::string torchscript_source(const derivation::Plan& plan, const Slots& slots) {
  std::string text;
  for (const std::string& line : helper_methods(plan)) text += line + "\n";
  text += "def forward(self, x: Tensor) -> Tensor:\n";
  for (const std::string& line : python_body(plan, slots, torchscript_call)) text += "    " + line + "\n";
  return text;
}

}  // namespace nasg::network
