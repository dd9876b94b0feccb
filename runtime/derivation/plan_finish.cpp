// SPDX-License-Identifier: Apache-2.0
// Liveness, renumbering and last uses of a plan.
#include "runtime/derivation/plan_finish.h"

#include <algorithm>

namespace nasg::derivation {

namespace {

std::vector<bool> live_values(const Plan& plan) {
  std::vector<bool> live(plan.shapes.size(), false);
  live[plan.result] = true;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step)
    if (live[step->output])
      for (const ValueId input : step->inputs) live[input] = true;
  return live;
}

void set_last_uses(Plan& plan) {
  std::vector<bool> seen(plan.shapes.size(), false);
  seen[plan.result] = true;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
    step->last_uses.clear();
    for (const ValueId input : step->inputs) {
      if (seen[input]) continue;
      seen[input] = true;
      step->last_uses.push_back(input);
    }
  }
}

}  // namespace

Plan finish_plan(Plan plan) {
  const std::vector<bool> live = live_values(plan);
  std::vector<ValueId> renamed(plan.shapes.size(), 0);
  std::unordered_map<std::uint32_t, std::uint32_t> weights;
  Plan result;
  result.input = plan.input;
  result.shapes.push_back(plan.shapes[0]);
  for (PlanStep& step : plan.steps) {
    if (!live[step.output]) continue;
    for (ValueId& input : step.inputs) input = renamed[input];
    renamed[step.output] = static_cast<ValueId>(result.shapes.size());
    result.shapes.push_back(std::move(plan.shapes[step.output]));
    step.output = renamed[step.output];
    if (auto* layer = std::get_if<PlanStep::Layer>(&step.what))
      layer->weights =
          weights.try_emplace(layer->weights, static_cast<std::uint32_t>(weights.size())).first->second;
    result.steps.push_back(std::move(step));
  }
  result.result = renamed[plan.result];
  set_last_uses(result);
  return result;
}

}  // namespace nasg::derivation
