// SPDX-License-Identifier: Apache-2.0
// Bayesian optimisation: fit the surrogate to all trials, propose what promises most.
#include <algorithm>
#include <numeric>

#include "search/strategies/bo_setting.h"
#include "search/strategies/fresh.h"
#include "search/strategies/makers.h"
#include "search/surrogates/kernel_gp.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

class Bo final : public Strategy {
 public:
  Bo(const SearchContext& context, BoOptions options)
      : context_(context), options_(std::move(options)), extract_(context.space, options_.kernel.shape) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override;
  std::string status() const override { return status_; }

 private:
  std::span<const Features> features_of(const std::vector<Derivation>& tried);

  SearchContext context_;
  BoOptions options_;
  FeatureExtractor extract_;
  std::vector<Derivation> known_;
  std::vector<Features> features_;  ///< of what is known
  std::string status_;
};

/// A history grows at its end: only what is new to it is extracted.
std::span<const Features> Bo::features_of(const std::vector<Derivation>& tried) {
  const auto same = std::mismatch(known_.begin(), known_.end(), tried.begin(), tried.end()).first;
  const auto kept = static_cast<std::size_t>(same - known_.begin());
  features_.resize(kept);
  for (Features& features : extract_(std::span(tried).subspan(kept)))
    features_.push_back(std::move(features));
  known_ = tried;
  return features_;
}

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
  const Eigen::VectorXd targets = make_targets(scores, options_.target);
  diag::Result<KernelGp> surrogate =
      KernelGp::fit(options_.kernel, extract_, features_of(tried), targets, {});
  if (!surrogate) {  // a search goes on at random rather than end
    status_ = "drawn at random: " + surrogate.error().message();
    return draw_fresh(context_, evaluated, rng);
  }
  const double best = targets.maxCoeff();
  const Promises promises = [&](std::span<const Derivation> candidates) {
    const Prediction prediction = surrogate->predict(candidates);
    std::vector<double> values;
    for (Eigen::Index i = 0; i < prediction.mean.size(); ++i)
      values.push_back(value(options_.acquisition, prediction.mean[i], prediction.variance[i], best));
    return values;
  };
  status_ = "fit: " + surrogate->text();
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
