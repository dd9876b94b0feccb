// SPDX-License-Identifier: Apache-2.0
// A strategy whose proposals are filtered before they are evaluated.
#include <cmath>
#include <unordered_map>

#include "runtime/training/objective.h"
#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

class Filtered final : public Strategy {
 public:
  Filtered(std::unique_ptr<Strategy> strategy, std::unique_ptr<training::Objective> measure,
           std::uint64_t proposals)
      : strategy_(std::move(strategy)), measure_(std::move(measure)), proposals_(proposals) {}

  // 1. The strategy proposes several times, from generators of their own.
  // 2. What has the best measure is taken, the first of equals; what cannot be measured, only if nothing can.
  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override {
    auto best = strategy_->propose(history, rng.fork(0));
    if (!best) return best;
    std::int64_t fidelity = strategy_->fidelity();
    double most = worth(*best);
    for (std::uint64_t i = 1; i < proposals_; ++i) {
      auto next = strategy_->propose(history, rng.fork(i));
      if (!next) break;
      const double value = worth(*next);
      if (!(value > most)) continue;
      most = value;
      best = std::move(next);
      fidelity = strategy_->fidelity();
    }
    fidelity_ = fidelity;
    return best;
  }
  std::int64_t fidelity() const override { return fidelity_; }
  std::string status() const override { return strategy_->status(); }

 private:
  /// The seed follows from the derivation, so that a trial sees the same whatever was measured before.
  double worth(const Derivation& derivation) {
    const auto [place, fresh] = known_.try_emplace(derivation, -INFINITY);
    if (!fresh) return place->second;
    training::EvaluationContext context;
    context.seed = derivation::Rng(derivation::Hash{}(derivation)).next();
    const auto value = measure_->evaluate(derivation, context).value;
    if (value) place->second = measure_->maximises() ? *value : -*value;
    return place->second;
  }

  std::unique_ptr<Strategy> strategy_;
  std::unique_ptr<training::Objective> measure_;
  std::uint64_t proposals_;
  std::int64_t fidelity_ = 0;
  std::unordered_map<Derivation, double, derivation::Hash> known_;
};

}  // namespace

StrategyResult make_filtered(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const ir::Setting* strategy = reader.find("strategy");
  const ir::Setting* measure = reader.find("by");
  const std::int64_t proposals = reader.integer("of", 10);
  if (strategy == nullptr) reader.refuse("strategy", "is what is filtered, such as `random`");
  if (measure == nullptr) reader.refuse("by", "is the filter, such as `proxy(metric = naswot)`");
  if (proposals < 1 || proposals > 1000000) reader.refuse("of", "must be from 1 to 1000000");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  auto inner = make_strategy(*strategy, context);
  if (!inner) return inner.error();
  NASG_ASSERT(context.make_objective, "whoever runs strategies by name can make objectives");
  auto made = context.make_objective(*measure);
  if (!made) return made.error();
  return StrategyResult(
      std::make_unique<Filtered>(*std::move(inner), *std::move(made), static_cast<std::uint64_t>(proposals)));
}

}  // namespace nasg::search
