// SPDX-License-Identifier: Apache-2.0
// Regularised evolution: the population ages, the best of a sample is mutated.
#include <limits>

#include "search/strategies/fresh.h"
#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

class Evolution final : public Strategy {
 public:
  Evolution(const SearchContext& context, std::size_t population, std::size_t sample)
      : context_(context), population_(population), sample_(sample) {}

  diag::Result<derivation::Derivation> propose(std::span<const Observation> history,
                                               derivation::Rng rng) override {
    const DerivationSet evaluated = evaluated_in(history);
    if (history.size() < population_) return draw_fresh(context_, evaluated, rng);
    const std::span<const Observation> population = history.last(population_);
    constexpr int kPatience = 50;
    for (int i = 0; i < kPatience; ++i) {
      auto child = context_.variation.mutate(parent(population, rng).derivation, rng);
      if (child && !evaluated.contains(*child)) return *std::move(child);
    }
    return draw_fresh(context_, evaluated, rng);
  }

 private:
  const Observation& parent(std::span<const Observation> population, derivation::Rng& rng) const {
    const auto score = [](const Observation& trial) {
      return trial.score.value_or(-std::numeric_limits<double>::infinity());
    };
    const Observation* best = &population[rng.below(population.size())];
    for (std::size_t i = 1; i < sample_; ++i) {
      const Observation& other = population[rng.below(population.size())];
      if (score(other) > score(*best)) best = &other;
    }
    return *best;
  }

  SearchContext context_;
  std::size_t population_;
  std::size_t sample_;
};

}  // namespace

StrategyResult make_evolution(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const std::int64_t population = reader.integer("population", 30);
  const std::int64_t sample = reader.integer("sample", 10);
  if (population < 1) reader.refuse("population", "must be 1 or more");
  if (sample < 1) reader.refuse("sample", "must be 1 or more");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return StrategyResult(std::make_unique<Evolution>(context, static_cast<std::size_t>(population),
                                                    static_cast<std::size_t>(sample)));
}

}  // namespace nasg::search
