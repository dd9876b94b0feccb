// SPDX-License-Identifier: Apache-2.0
// Regularised evolution whose first population was chosen by a cheap measure.
//
// What is drawn for the first population follows from its first member, so that every trial sees the same.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "runtime/training/objective.h"
#include "search/strategies/fresh.h"
#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

class AssistedEvolution final : public Strategy {
 public:
  AssistedEvolution(const SearchContext& context, std::unique_ptr<Strategy> evolution,
                    std::unique_ptr<training::Objective> measure, std::size_t population, std::size_t drawn)
      : context_(context),
        evolution_(std::move(evolution)),
        measure_(std::move(measure)),
        population_(population),
        drawn_(drawn) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override {
    if (history.empty() || history.size() >= population_) return evolution_->propose(history, rng);
    choose(history.front().derivation);
    const DerivationSet evaluated = evaluated_in(history);
    for (const Derivation& derivation : chosen_)
      if (!evaluated.contains(derivation)) return derivation;
    return draw_fresh(context_, evaluated, rng);
  }

 private:
  /// Draws and measures, unless that was done for this first member.
  void choose(const Derivation& first) {
    if (first_ == first) return;
    first_ = first;
    std::uint64_t state = 0;
    for (const ir::RuleId rule : first.rules) state = derivation::Rng(state ^ rule.value).next();
    derivation::Rng rng(state);
    DerivationSet seen{first};
    std::vector<Derivation> drawn;
    std::vector<double> worth;
    while (drawn.size() + 1 < drawn_) {
      auto next = draw_fresh(context_, seen, rng);
      if (!next) break;  // there are no more
      training::EvaluationContext context;
      context.seed = rng.fork(drawn.size()).next();
      const auto value = measure_->evaluate(*next, context).value;
      worth.push_back(!value ? -INFINITY : measure_->maximises() ? *value : -*value);
      seen.insert(*next);
      drawn.push_back(*std::move(next));
    }
    std::vector<std::size_t> order(drawn.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return worth[i]; });
    chosen_.clear();
    for (const std::size_t i : order) chosen_.push_back(drawn[i]);
  }

  SearchContext context_;
  std::unique_ptr<Strategy> evolution_;
  std::unique_ptr<training::Objective> measure_;
  std::size_t population_;
  std::size_t drawn_;
  std::optional<Derivation> first_;
  std::vector<Derivation> chosen_;  ///< best first
};

ir::Setting named(const char* name, diag::Place place) {
  ir::Setting setting;
  setting.value.emplace<ir::Setting::Call>().name = name;
  setting.place = place;
  return setting;
}

template <class Value>
void argument(ir::Setting& setting, const char* name, Value value) {
  ir::Setting::Named& added = std::get<ir::Setting::Call>(setting.value).named.emplace_back();
  added.name = name;
  added.value.value.emplace<Value>(std::move(value));
  added.value.place = setting.place;
}

ir::Setting naswot(diag::Place place) {
  ir::Setting proxy = named("proxy", place);
  argument(proxy, "metric", std::string("naswot"));
  return proxy;
}

}  // namespace

StrategyResult make_assisted_evolution(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const std::int64_t population = reader.integer("population", 30);
  const std::int64_t sample = reader.integer("sample", 10);
  const std::int64_t drawn = reader.integer("drawn", 2 * population);
  const ir::Setting* given = reader.find("measure");
  if (drawn < population || drawn > 1000000) reader.refuse("drawn", "must be from the population to 1000000");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  ir::Setting evolution = named("evolution", setting.place);
  argument(evolution, "population", static_cast<double>(population));
  argument(evolution, "sample", static_cast<double>(sample));
  auto inner = make_evolution(evolution, context);
  if (!inner) return inner.error();
  NASG_ASSERT(context.make_objective, "whoever runs strategies by name can make objectives");
  auto measure = context.make_objective(given == nullptr ? naswot(setting.place) : *given);
  if (!measure) return measure.error();
  return StrategyResult(std::make_unique<AssistedEvolution>(context, *std::move(inner), *std::move(measure),
                                                            static_cast<std::size_t>(population),
                                                            static_cast<std::size_t>(drawn)));
}

}  // namespace nasg::search
