// SPDX-License-Identifier: Apache-2.0
// Writes the Python file.
#include "runtime/network/pytorch_source.h"

#include "runtime/network/layer_text.h"
#include "runtime/network/python_body.h"

namespace nasg::network {

namespace {

/// `Network` stands for the name of the class.
constexpr std::string_view kLoad = R"(

def load(weights: Path = Path(__file__).with_suffix(".weights.pt")) -> Network:
    """The network with its weights, in evaluation mode."""
    network = Network()
    network.load_state_dict(torch.load(weights))
    return network.eval()
)";

std::string load(const std::string& name) {
  constexpr std::string_view kName = "Network";
  std::string text(kLoad);
  for (std::size_t at = 0; (at = text.find(kName, at)) != std::string::npos; at += name.size())
    text.replace(at, kName.size(), name);
  return text;
}

std::string convolution(const char* module, const Slot& slot, std::int64_t channels) {
  const std::vector<ir::LayerParam>& params = ir::info(slot.kind).params;  // of all kinds alike but dilation
  std::string text = std::string(module) + "(" + std::to_string(channels) + ", " +
                     std::to_string(integer(slot.args, 0)) +
                     ", kernel_size=" + std::to_string(integer(slot.args, 1));
  for (std::size_t i = 2; i + 1 < params.size(); ++i)
    if (const std::int64_t value = integer(slot.args, i); static_cast<double>(value) != params[i].fallback)
      text += std::string(", ") + params[i].name + "=" + std::to_string(value);
  return text + (flag(slot, "bias") ? ")" : ", bias=False)");
}

/// A tensor alone; a ParameterDict has it under the same name as a module would.
std::string parameter(const std::string& value) {
  return "nn.ParameterDict({\"weight\": nn.Parameter(" + value + ")})";
}

std::string constructor(const Slot& slot) {
  const std::string channels = std::to_string(slot.input[0]);
  const ir::Shape dims = ir::weight_dims(slot.kind, slot.args, slot.input);
  const auto number = [&](std::size_t i) { return std::to_string(integer(slot.args, i)); };
  const auto list = [&] { return python_list(dims).substr(1, python_list(dims).size() - 2); };
  switch (slot.kind) {
    case ir::LayerKind::kConv2d: return convolution("nn.Conv2d", slot, slot.input[0]);
    case ir::LayerKind::kConv1d: return convolution("nn.Conv1d", slot, slot.input[1]);
    case ir::LayerKind::kConvTranspose2d: return convolution("nn.ConvTranspose2d", slot, slot.input[0]);
    case ir::LayerKind::kLinear:
      return "nn.Linear(" + list() + ", " + number(0) + (flag(slot, "bias") ? ")" : ", bias=False)");
    case ir::LayerKind::kBatchNorm:
      return (slot.input.size() == 1 ? "nn.BatchNorm1d(" : "nn.BatchNorm2d(") + channels +
             (flag(slot, "affine") ? ")" : ", affine=False)");
    case ir::LayerKind::kInstanceNorm:
      return "nn.InstanceNorm2d(" + channels + (flag(slot, "affine") ? ", affine=True)" : ")");
    case ir::LayerKind::kLayerNorm:
      return "nn.LayerNorm(" + python_list(dims) +
             (flag(slot, "affine") ? ")" : ", elementwise_affine=False)");
    case ir::LayerKind::kGroupNorm:
      return "nn.GroupNorm(" + number(0) + ", " + channels + (flag(slot, "affine") ? ")" : ", affine=False)");
    case ir::LayerKind::kEmbedding: return "nn.Embedding(" + number(0) + ", " + number(1) + ")";
    case ir::LayerKind::kPositions: return parameter("0.02 * torch.randn(" + list() + ")");
    case ir::LayerKind::kGru: return "nn.GRU(" + list() + ", " + number(0) + ", batch_first=True)";
    case ir::LayerKind::kLstm: return "nn.LSTM(" + list() + ", " + number(0) + ", batch_first=True)";
    default: return parameter("torch.ones(" + list() + ")");
  }
}

std::string pool(const char* function, const derivation::PlanStep::Layer& layer, const std::string& x,
                 const char* ending) {
  std::string text = std::string(function) + "(" + x + ", " + std::to_string(integer(layer.args, 0)) +
                     ", stride=" + std::to_string(integer(layer.args, 1));
  if (const std::int64_t padding = integer(layer.args, 2); padding != 0)
    text += ", padding=" + std::to_string(padding);
  return text + ending;
}

std::string pytorch_call(const derivation::PlanStep::Layer& layer, const Slot* slot, const std::string& x,
                         const ir::Shape& input, const ir::Shape& output) {
  if (const auto text = layer_text(Python::kEager, layer, slot, x, input, output)) return *text;
  if (slot) return "self." + slot->name + "(" + x + ")";
  switch (layer.kind) {
    case ir::LayerKind::kId: return x;
    case ir::LayerKind::kZero: return python_zeros(x, output);
    case ir::LayerKind::kSigmoid:
    case ir::LayerKind::kTanh: return std::string("torch.") + ir::info(layer.kind).name + "(" + x + ")";
    case ir::LayerKind::kAvgPool: return pool("F.avg_pool2d", layer, x, ", count_include_pad=False)");
    case ir::LayerKind::kMaxPool: return pool("F.max_pool2d", layer, x, ")");
    case ir::LayerKind::kGlobalAvgPool: return "F.adaptive_avg_pool2d(" + x + ", 1)";
    case ir::LayerKind::kFlatten: return "torch.flatten(" + x + ", 1)";
    case ir::LayerKind::kDropout:
      return "F.dropout(" + x + ", " + real_text(real(layer.args[0])) + ", self.training)";
    default: return std::string("F.") + ir::info(layer.kind).name + "(" + x + ")";
  }
}

}  // namespace

std::string pytorch_source(const derivation::Plan& plan, const Slots& slots, const Title& title,
                           WeightsBeside weights) {
  std::string text = "class " + title.name + "(nn.Module):\n    \"\"\"" + ir::text(plan.input) + " -> " +
                     ir::text(plan.shapes[plan.result]) + "\"\"\"\n\n";
  if (!slots.all.empty()) {
    text += "    def __init__(self) -> None:\n        super().__init__()\n";
    for (const Slot& slot : slots.all) text += "        self." + slot.name + " = " + constructor(slot) + "\n";
    text += "\n";
  }
  text += "    def forward(self, x: Tensor) -> Tensor:\n";
  for (const std::string& line : python_body(plan, slots, pytorch_call)) text += "        " + line + "\n";
  for (const std::string& line : helper_methods(plan)) text += line.empty() ? "\n" : "    " + line + "\n";
  const bool loads = weights == WeightsBeside::kYes;
  if (loads) text += load(title.name);
  const auto uses = [&](const char* module) { return text.find(module) != std::string::npos; };
  return origin(title, "# ") +
         (loads ? "# `load()` gives it with its weights.\nfrom pathlib import Path\n\n" : "") +
         (uses("torch.") ? "import torch\n" : "") + "from torch import Tensor, nn\n" +
         (uses("F.") ? "from torch.nn import functional as F\n" : "") + "\n\n" + text;
}

}  // namespace nasg::network
