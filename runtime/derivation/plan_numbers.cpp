// SPDX-License-Identifier: Apache-2.0
// Numbers of values and weights.
#include "runtime/derivation/plan_numbers.h"

namespace nasg::derivation {

std::vector<std::uint32_t> readers(const Plan& plan) {
  std::vector<std::uint32_t> count(plan.shapes.size(), 0);
  for (const PlanStep& step : plan.steps)
    for (const ValueId input : step.inputs) ++count[input];
  ++count[plan.result];
  return count;
}

void rename(Plan& plan, const std::vector<ValueId>& renamed) {
  for (PlanStep& step : plan.steps)
    for (ValueId& input : step.inputs) input = renamed[input];
  plan.result = renamed[plan.result];
}

void number_values(Plan& plan) {
  std::vector<ValueId> renamed(plan.shapes.size(), 0);
  std::vector<ir::Shape> shapes{plan.shapes[0]};
  for (PlanStep& step : plan.steps) {
    renamed[step.output] = static_cast<ValueId>(shapes.size());
    shapes.push_back(std::move(plan.shapes[step.output]));
    step.output = renamed[step.output];
    for (ValueId& value : step.last_uses) value = renamed[value];
  }
  rename(plan, renamed);
  plan.shapes = std::move(shapes);
}

void number_weights(Plan& plan) {
  std::unordered_map<std::uint32_t, std::uint32_t> numbers;
  for (PlanStep& step : plan.steps)
    if (auto* layer = std::get_if<PlanStep::Layer>(&step.what))
      layer->weights =
          numbers.try_emplace(layer->weights, static_cast<std::uint32_t>(numbers.size())).first->second;
}

const char* untied(const Plan& plan) {
  std::unordered_map<std::uint32_t, const PlanStep*> first;
  for (const PlanStep& step : plan.steps) {
    const auto* layer = std::get_if<PlanStep::Layer>(&step.what);
    if (layer == nullptr) continue;
    const auto [known, fresh] = first.try_emplace(layer->weights, &step);
    if (fresh) continue;
    const auto& shared = std::get<PlanStep::Layer>(known->second->what);
    const auto dims = [&](const PlanStep& taker) {
      return ir::weight_dims(layer->kind, layer->args, plan.shapes[taker.inputs[0]]);
    };
    if (shared.kind != layer->kind || shared.args != layer->args || dims(*known->second) != dims(step))
      return ir::info(layer->kind).name;
  }
  return nullptr;
}

}  // namespace nasg::derivation
