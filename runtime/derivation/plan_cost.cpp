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
    const ir::Shape& input = plan.shapes[step.inputs[0]];
    if (layer == nullptr) {
      total += ir::merge_cost(std::get<ir::MergeKind>(step.what), step.inputs.size(), input, output);
      continue;
    }
    ir::Cost own = ir::layer_cost(layer->kind, layer->args, input, output);
    if (!counted.insert(layer->weights).second) own.parameters = 0;
    total += own;
  }
  return total;
}

}  // namespace nasg::derivation
