// SPDX-License-Identifier: Apache-2.0
// Which values may be overwritten by which steps.
#include "runtime/derivation/passes/reuse_memory.h"

#include <utility>

#include "runtime/derivation/plan_numbers.h"

namespace nasg::derivation {

namespace {

using ir::LayerKind;

/// Yields a tensor of its own, and its gradient reads its input and weights alone.
bool yields_free_memory(LayerKind kind) {
  switch (kind) {
    case LayerKind::kConv2d:
    case LayerKind::kLinear:
    case LayerKind::kBatchNorm:
    case LayerKind::kLayerNorm:
    case LayerKind::kGroupNorm:
    case LayerKind::kAvgPool: return true;
    default: return false;
  }
}

/// Its gradient reads its output, which is computed in place.
bool differentiates_by_output(LayerKind kind) {
  return kind == LayerKind::kRelu || kind == LayerKind::kSigmoid || kind == LayerKind::kTanh;
}

bool is_activation(LayerKind kind) {
  switch (kind) {
    case LayerKind::kGelu:
    case LayerKind::kSilu:
    case LayerKind::kHardswish:
    case LayerKind::kMish: return true;
    default: return differentiates_by_output(kind);
  }
}

bool may_overwrite(const PlanStep& step, bool training) {
  return ir::match(
      step.what,
      [&](const PlanStep::Layer& layer) {
        return training ? differentiates_by_output(layer.kind) : is_activation(layer.kind);
      },
      [](ir::MergeKind kind) { return kind == ir::MergeKind::kAdd || kind == ir::MergeKind::kMean; });
}

bool may_be_overwritten(const PlanStep& step, bool training) {
  return ir::match(
      step.what,
      [&](const PlanStep::Layer& layer) {
        return yields_free_memory(layer.kind) || (!training && is_activation(layer.kind));
      },
      [&](ir::MergeKind kind) { return kind != ir::MergeKind::kMax || !training; });
}

bool reuse_memory(Plan& plan, bool training) {
  const std::vector<std::uint32_t> reads = readers(plan);
  std::vector<bool> free(plan.shapes.size(), false);
  bool changed = false;
  for (PlanStep& step : plan.steps) {
    const auto overwritable = [&](ValueId value) { return free[value] && reads[value] == 1; };
    if (may_overwrite(step, training)) {
      if (step.inputs.size() == 2 && !overwritable(step.inputs[0]) && overwritable(step.inputs[1]))
        std::swap(step.inputs[0], step.inputs[1]);
      step.in_place = overwritable(step.inputs[0]);
      changed |= step.in_place;
    }
    free[step.output] = may_be_overwritten(step, training);
  }
  return changed;
}

}  // namespace

bool reuse_memory_in_training(Plan& plan) {
  return reuse_memory(plan, true);
}

bool reuse_memory_in_inference(Plan& plan) {
  return reuse_memory(plan, false);
}

}  // namespace nasg::derivation
