// SPDX-License-Identifier: Apache-2.0
// Hyperband with a model.
#include "search/strategies/makers.h"
#include "search/strategies/model.h"
#include "search/strategies/multi_fidelity.h"

namespace nasg::search {
namespace {

class ModelSource final : public Source {
 public:
  ModelSource(const SearchContext& context, FidelityOptions fidelities, BoOptions options, double random)
      : context_(context),
        fidelities_(std::move(fidelities)),
        model_(context, std::move(options)),
        random_(random) {}

  diag::Result<derivation::Derivation> draw(std::span<const Observation> history,
                                            derivation::Rng& rng) override {
    const DerivationSet evaluated = evaluated_in(history);
    status_ = "drawn at random";
    if (rng.uniform() < random_) return draw_fresh(context_, evaluated, rng);
    for (auto rung = fidelities_.rungs.rbegin(); rung != fidelities_.rungs.rend(); ++rung) {
      std::vector<Observation> seen;
      for (const Observation& trial : history)
        if (level(trial, context_.fidelities) == *rung) seen.push_back(trial);
      if (seen.size() < model_.initial()) continue;
      auto proposal = model_.propose(seen, evaluated, rng);
      status_ = "model of fidelity " + std::to_string(*rung) + ", " + model_.status();
      return proposal;
    }
    return draw_fresh(context_, evaluated, rng);
  }
  std::string status() const override { return status_; }

 private:
  SearchContext context_;
  FidelityOptions fidelities_;
  Model model_;
  double random_;
  std::string status_;
};

}  // namespace

StrategyResult make_bohb(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  auto fidelities = read_fidelities(setting, reader, context);
  if (!fidelities) return fidelities.error();
  const double random = reader.number("random", 1.0 / 3);
  if (!(random >= 0 && random <= 1)) reader.refuse("random", "must be from 0 to 1");
  diag::Result<BoOptions> options = read_bo_common(setting, reader, context);
  if (!options) return options.error();
  if (const diag::Status status = reader.finish(); !status) return status.error();
  std::vector<Bracket> brackets = hyperband_brackets(fidelities->rungs, fidelities->eta);
  return bracket_strategy(
      context, std::move(brackets),
      std::make_unique<ModelSource>(context, *std::move(fidelities), *std::move(options), random));
}

}  // namespace nasg::search
