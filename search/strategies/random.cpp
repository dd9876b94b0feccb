// SPDX-License-Identifier: Apache-2.0
// Random search.
#include "search/strategies/fresh.h"
#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

class Random final : public Strategy {
 public:
  Random(const SearchContext& context, bool uniform) : context_(context), uniform_(uniform) {}

  diag::Result<derivation::Derivation> propose(std::span<const Observation> history,
                                               derivation::Rng rng) override {
    const DerivationSet evaluated = evaluated_in(history);
    constexpr int kDraws = 100;
    for (int i = 0; uniform_ && i < kDraws; ++i) {
      auto drawn = derivation::sample_uniform(context_.space, context_.automaton, rng);
      if (drawn && !evaluated.contains(*drawn)) return *std::move(drawn);
    }
    return draw_fresh(context_, evaluated, rng);
  }

 private:
  SearchContext context_;
  bool uniform_;
};

}  // namespace

StrategyResult make_random(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const bool uniform = reader.boolean("uniform", false);
  if (uniform && !context.automaton.count_drawn())
    reader.refuse("uniform", "needs a finite space, and `" + context.space.name + "` has no limit");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return StrategyResult(std::make_unique<Random>(context, uniform));
}

}  // namespace nasg::search
