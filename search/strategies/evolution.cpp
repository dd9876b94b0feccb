// SPDX-License-Identifier: Apache-2.0
// Regularised evolution: the population ages, the best of a sample is mutated.
#include <algorithm>
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
    const std::vector<double> scores = scores_of(population);
    constexpr int kPatience = 50;
    for (int i = 0; i < kPatience; ++i) {
      auto child = context_.variation.mutate(population[parent(scores, rng)].derivation, rng);
      if (child && !evaluated.contains(*child)) return *std::move(child);
    }
    return draw_fresh(context_, evaluated, rng);
  }

 private:
  /// To be maximised: the one score, or how few others dominate a member.
  static std::vector<double> scores_of(std::span<const Observation> population) {
    constexpr double kFailed = -std::numeric_limits<double>::infinity();
    std::vector<double> scores;
    for (const Observation& member : population) {
      double score = member.score.value_or(kFailed);
      if (member.score && !member.further.empty())
        score = -static_cast<double>(std::ranges::count_if(
            population, [&](const Observation& other) { return dominates(other, member); }));
      scores.push_back(score);
    }
    return scores;
  }

  static bool dominates(const Observation& a, const Observation& b) {
    if (!a.score || *a.score < *b.score) return false;
    bool better = *a.score > *b.score;
    for (std::size_t i = 0; i < b.further.size(); ++i) {
      if (a.further[i] < b.further[i]) return false;
      better = better || a.further[i] > b.further[i];
    }
    return better;
  }

  std::size_t parent(const std::vector<double>& scores, derivation::Rng& rng) const {
    std::size_t best = rng.below(scores.size());
    for (std::size_t i = 1; i < sample_; ++i) {
      const std::size_t other = rng.below(scores.size());
      if (scores[other] > scores[best]) best = other;
    }
    return best;
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
