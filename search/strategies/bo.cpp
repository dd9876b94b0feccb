// SPDX-License-Identifier: Apache-2.0
// Bayesian optimisation: fit the surrogate to all trials, propose what promises most.
#include <algorithm>
#include <numeric>

#include "search/strategies/bo_setting.h"
#include "search/strategies/fresh.h"
#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

class Bo final : public Strategy {
 public:
  Bo(const SearchContext& context, BoOptions options) : context_(context), options_(std::move(options)) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override;
  std::string status() const override { return status_; }

 private:
  SearchContext context_;
  BoOptions options_;
  std::string status_;
};

/// The derivations of a history, best first.
std::vector<Derivation> best_first(std::span<const Observation> history, const Eigen::VectorXd& targets) {
  std::vector<Eigen::Index> order(history.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return targets[a] > targets[b]; });
  std::vector<Derivation> sorted;
  for (const Eigen::Index i : order) sorted.push_back(history[static_cast<std::size_t>(i)].derivation);
  return sorted;
}

diag::Result<Derivation> Bo::propose(std::span<const Observation> history, derivation::Rng rng) {
  const DerivationSet evaluated = evaluated_in(history);
  status_.clear();
  if (history.size() < options_.initial) return draw_fresh(context_, evaluated, rng);
  std::vector<std::optional<double>> scores;
  std::vector<Derivation> tried;
  for (const Observation& trial : history) {
    scores.push_back(trial.score);
    tried.push_back(trial.derivation);
  }
  Surrogate& surrogate = *options_.surrogate;
  if (const diag::Status status = surrogate.fit({tried, scores}, rng.fork(2)); !status) {
    status_ = "drawn at random: " + status.error().message();  // a search goes on rather than end
    return draw_fresh(context_, evaluated, rng);
  }
  const Eigen::VectorXd& targets = surrogate.targets();
  Appraiser appraise(context_.space, surrogate, options_.acquisition, rng.fork(3));
  const Promises promises = [&](std::span<const Derivation> candidates) { return appraise(candidates); };
  status_ = "fit: " + surrogate.text();
  auto proposal = most_promising(context_.variation, best_first(history, targets), evaluated, promises,
                                 options_.pool, rng.fork(1));
  if (proposal) return *std::move(proposal);
  return draw_fresh(context_, evaluated, rng);
}

}  // namespace

StrategyResult make_bo(const ir::Setting& setting, const SearchContext& context) {
  diag::Result<BoOptions> options = read_bo(setting, context.space);
  if (!options) return options.error();
  return StrategyResult(std::make_unique<Bo>(context, *std::move(options)));
}

}  // namespace nasg::search
