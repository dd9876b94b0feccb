// SPDX-License-Identifier: Apache-2.0
// An objective of one's own: how many convolutions follow each other at most, fewer being better.
#include <algorithm>

#include "search/strategies/objective_plugin.h"

namespace {

using namespace nasg;

class Chain final : public training::Objective {
 public:
  explicit Chain(const search::ObjectiveContext& context) : build_plan_(context.build_plan) {}

  bool maximises() const override { return false; }
  bool deterministic() const override { return true; }

  training::Evaluation evaluate(const derivation::Derivation& derivation,
                                const training::EvaluationContext&) override {
    training::Evaluation evaluation;
    const auto plan = build_plan_(derivation);
    if (!plan) {
      evaluation.message = plan.error().message();
      return evaluation;
    }
    std::vector<int> longest(plan->shapes.size(), 0);  // by value
    for (const derivation::PlanStep& step : plan->steps) {
      for (const derivation::ValueId input : step.inputs)
        longest[step.output] = std::max(longest[step.output], longest[input]);
      const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what);
      longest[step.output] += layer != nullptr && layer->kind == ir::LayerKind::kConv2d ? 1 : 0;
    }
    evaluation.value = longest[plan->result];
    evaluation.metrics["steps"] = static_cast<double>(plan->steps.size());
    return evaluation;
  }

 private:
  training::PlanFunction build_plan_;
};

}  // namespace

NASG_OBJECTIVE(Chain)
