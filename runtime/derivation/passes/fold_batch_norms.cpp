// SPDX-License-Identifier: Apache-2.0
// Pairs of a convolution and the batch normalisation that alone reads it.
#include "runtime/derivation/passes/fold_batch_norms.h"

#include "runtime/derivation/passes/set_lifetimes.h"
#include "runtime/derivation/plan_numbers.h"

namespace nasg::derivation {

bool fold_batch_norms(Plan& plan) {
  const std::vector<std::uint32_t> reads = readers(plan);
  std::vector<PlanStep*> by_value(plan.shapes.size(), nullptr);
  std::vector<PlanStep> kept;
  kept.reserve(plan.steps.size());  // by_value points into it
  bool changed = false;
  for (PlanStep& step : plan.steps) {
    const auto* norm = std::get_if<PlanStep::Layer>(&step.what);
    PlanStep* before = norm != nullptr ? by_value[step.inputs[0]] : nullptr;
    auto* convolution = before != nullptr ? std::get_if<PlanStep::Layer>(&before->what) : nullptr;
    if (convolution != nullptr && norm->kind == ir::LayerKind::kBatchNorm &&
        convolution->kind == ir::LayerKind::kConv2d && !convolution->folded && reads[step.inputs[0]] == 1) {
      convolution->folded = norm->weights;
      before->output = step.output;
      by_value[step.output] = before;
      changed = true;
      continue;
    }
    kept.push_back(std::move(step));
    by_value[kept.back().output] = &kept.back();
  }
  plan.steps = std::move(kept);
  number_values(plan);
  set_lifetimes(plan);
  return changed;
}

}  // namespace nasg::derivation
