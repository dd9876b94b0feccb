// SPDX-License-Identifier: Apache-2.0
// Totals of a plan.
#include <unordered_set>

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

ir::Cost cost(const Plan& plan) {
  ir::Cost total;
  std::unordered_set<std::uint32_t> counted;
  for (const PlanStep& step : plan.steps) {
    const ir::Shape& output = plan.shapes[step.output];
    const auto* layer = std::get_if<PlanStep::Layer>(&step.what);
    if (layer == nullptr) {
      total += ir::merge_cost(step.inputs.size(), output);
      continue;
    }
    ir::Cost own = ir::layer_cost(layer->kind, layer->args, plan.shapes[step.inputs[0]], output);
    if (!counted.insert(layer->weights).second) own.parameters = 0;
    total += own;
  }
  return total;
}

}  // namespace nasg::derivation
