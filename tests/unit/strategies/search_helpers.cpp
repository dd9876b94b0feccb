// SPDX-License-Identifier: Apache-2.0
// A search loop without studies or training.
#include "tests/unit/strategies/search_helpers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "runtime/training/objective.h"
#include "runtime/training/train_objective.h"

namespace nasg::testing {

ir::Setting call(const std::string& name, std::vector<ir::Setting::Named> named) {
  return {ir::Setting::Call{name, {}, std::move(named)}, {}};
}
ir::Setting number(double value) {
  return {value, {}};
}

ir::Setting list(std::vector<ir::Setting> parts) {
  return {ir::Setting::List{std::move(parts)}, {}};
}

Ground::Ground(ir::Space space)
    : built(build(std::move(space))),
      variation(derivation::make_interpreter(*built.space, built.automaton)) {}

namespace {

/// Worth what it has of 3x3 convolutions, whatever the setting.
class Convolutions final : public training::Objective {
 public:
  explicit Convolutions(const ir::Space& space) : space_(space) {}
  training::Evaluation evaluate(const derivation::Derivation& derivation,
                                const training::EvaluationContext&) override {
    training::Evaluation evaluation;
    evaluation.value = count(space_, derivation, "conv3x3");
    return evaluation;
  }

 private:
  const ir::Space& space_;
};

}  // namespace

search::SearchContext Ground::context() const {
  search::SearchContext context{*built.space, built.automaton, *variation, fidelities};
  context.make_objective = [this](const ir::Setting&) {
    return diag::Result<std::unique_ptr<training::Objective>>(std::make_unique<Convolutions>(*built.space));
  };
  context.make_plan_objective = [](const ir::Setting& setting, search::PlanMaker plans) {
    return training::make_cost_objective(setting, std::move(plans));
  };
  return context;
}

std::vector<search::Observation> run(const Ground& ground, const ir::Setting& strategy, const Score& score,
                                     int budget, std::uint64_t seed) {
  std::vector<search::Observation> history;
  const auto made = search::make_strategy(strategy, ground.context());
  if (!made) {
    ADD_FAILURE() << made.error().message();
    return history;
  }
  for (int i = 0; i < budget; ++i) {
    auto proposal = (*made)->propose(history, derivation::Rng(seed).fork(static_cast<std::uint64_t>(i)));
    if (!proposal) {
      ADD_FAILURE() << "trial " << i << ": " << proposal.error().message();
      return history;
    }
    const std::optional<double> value = score(*proposal);
    history.push_back({*std::move(proposal), value, (*made)->fidelity()});
  }
  return history;
}

double best(const std::vector<search::Observation>& history) {
  double most = -std::numeric_limits<double>::infinity();
  for (const search::Observation& trial : history) most = std::max(most, trial.score.value_or(most));
  return most;
}

double count(const ir::Space& space, const derivation::Derivation& derivation, const std::string& head) {
  return static_cast<double>(std::count_if(derivation.rules.begin(), derivation.rules.end(),
                                           [&](ir::RuleId rule) { return space[rule].head == head; }));
}

}  // namespace nasg::testing
