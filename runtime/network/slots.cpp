// SPDX-License-Identifier: Apache-2.0
// Numbers the layers that hold parameters.
#include "runtime/network/slots.h"

#include <map>
#include <unordered_map>

#include "compiler/diag/codes/network.h"

namespace nasg::network {

namespace {

const char* base_name(ir::LayerKind kind) {
  if (kind == ir::LayerKind::kConvTranspose2d) return "conv_transpose";
  return kind == ir::LayerKind::kConv2d ? "conv" : ir::info(kind).name;
}

}  // namespace

bool has_slot(ir::LayerKind kind) {
  switch (kind) {
    case ir::LayerKind::kConv2d:
    case ir::LayerKind::kConv1d:
    case ir::LayerKind::kConvTranspose2d:
    case ir::LayerKind::kLinear:
    case ir::LayerKind::kBatchNorm:
    case ir::LayerKind::kInstanceNorm:
    case ir::LayerKind::kLayerNorm:
    case ir::LayerKind::kGroupNorm:
    case ir::LayerKind::kRmsNorm:
    case ir::LayerKind::kChannelScale:
    case ir::LayerKind::kChannelShift:
    case ir::LayerKind::kChannelConstant:
    case ir::LayerKind::kEmbedding:
    case ir::LayerKind::kPositions:
    case ir::LayerKind::kGru:
    case ir::LayerKind::kLstm:
    case ir::LayerKind::kPlugin: return true;
    default: return false;
  }
}

diag::Result<Slots> assign_slots(const derivation::Plan& plan) {
  Slots slots;
  slots.by_step.resize(plan.steps.size());
  std::unordered_map<std::uint32_t, std::size_t> by_weights;
  std::map<ir::LayerKind, int> counters;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const auto* layer = std::get_if<derivation::PlanStep::Layer>(&plan.steps[i].what);
    if (!layer || !has_slot(layer->kind)) continue;
    const ir::Shape& input = plan.shapes[plan.steps[i].inputs[0]];
    const auto [place, is_new] = by_weights.emplace(layer->weights, slots.all.size());
    slots.by_step[i] = place->second;
    if (is_new) {
      std::string name = base_name(layer->kind) + std::to_string(++counters[layer->kind]);
      slots.all.push_back({std::move(name), layer->kind, layer->args, input, layer->weights});
      continue;
    }
    const Slot& shared = slots.all[place->second];
    const bool alike = shared.kind == layer->kind && shared.args == layer->args;
    if (!alike || ir::weight_dims(layer->kind, layer->args, shared.input) !=
                      ir::weight_dims(layer->kind, layer->args, input))
      return diag::make(diag::code::E0610, {}, "tied layers differ, `" + shared.name + "` and a later one");
  }
  return slots;
}

bool flag(const Slot& slot, std::string_view name) {
  const std::vector<ir::LayerParam>& params = ir::info(slot.kind).params;
  for (std::size_t i = 0; i < params.size(); ++i)
    if (params[i].name == name) return integer(slot.args, i) != 0;
  NASG_ASSERT(false, "the layer has that parameter");
  return false;
}

std::int64_t integer(const std::vector<ir::Scalar>& args, std::size_t index) {
  const auto* value = std::get_if<std::int64_t>(&args[index]);
  NASG_ASSERT(value, "the checker gives integer parameters integers");
  return *value;
}

}  // namespace nasg::network
