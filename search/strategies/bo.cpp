// SPDX-License-Identifier: Apache-2.0
// Bayesian optimisation: fit the surrogate to all trials, propose what promises most.
#include "search/strategies/makers.h"
#include "search/strategies/model.h"

namespace nasg::search {
namespace {

class Bo final : public Strategy {
 public:
  Bo(const SearchContext& context, BoOptions options) : model_(context, std::move(options)) {}

  diag::Result<derivation::Derivation> propose(std::span<const Observation> history,
                                               derivation::Rng rng) override {
    return model_.propose(history, evaluated_in(history), rng);
  }
  std::string status() const override { return model_.status(); }

 private:
  Model model_;
};

}  // namespace

StrategyResult make_bo(const ir::Setting& setting, const SearchContext& context) {
  diag::Result<BoOptions> options = read_bo(setting, context);
  if (!options) return options.error();
  return StrategyResult(std::make_unique<Bo>(context, *std::move(options)));
}

}  // namespace nasg::search
