// SPDX-License-Identifier: Apache-2.0
// A proposal by model.
#include "search/strategies/model.h"

#include <algorithm>
#include <numeric>

#include "search/acquisition/pareto.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

std::vector<Derivation> derivations_of(std::span<const Observation> history) {
  std::vector<Derivation> tried;
  for (const Observation& trial : history) tried.push_back(trial.derivation);
  return tried;
}

/// The first score, or a further one.
std::vector<std::optional<double>> scores_of(std::span<const Observation> history, std::size_t which) {
  std::vector<std::optional<double>> scores;
  for (const Observation& trial : history) {
    scores.push_back(trial.score);
    if (which > 0 && trial.score) scores.back() = trial.further[which - 1];
  }
  return scores;
}

Eigen::MatrixXd rows_of(const Eigen::MatrixXd& matrix, const std::vector<std::size_t>& rows) {
  Eigen::MatrixXd chosen(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    chosen.row(static_cast<Eigen::Index>(i)) = matrix.row(static_cast<Eigen::Index>(rows[i]));
  return chosen;
}

}  // namespace

Model::Model(const SearchContext& context, BoOptions options)
    : context_(context), options_(std::move(options)), networks_(context.space) {
  if (std::holds_alternative<ClimbOptions>(options_.pool))
    neighbourhood_.emplace(context.space, context.automaton);
}

std::vector<Derivation> best_first(std::span<const Observation> history, const Eigen::VectorXd& targets) {
  std::vector<Eigen::Index> order(history.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater(), [&](auto i) { return targets[i]; });
  std::vector<Derivation> sorted;
  for (const Eigen::Index i : order) sorted.push_back(history[static_cast<std::size_t>(i)].derivation);
  return sorted;
}

diag::Result<Model::Fit> Model::fit(std::span<const Observation> history, derivation::Rng& rng) {
  const std::vector<Derivation> tried = derivations_of(history);
  const std::vector<std::optional<double>> scores = scores_of(history, 0);
  Surrogate& surrogate = *options_.surrogates.front();
  if (const diag::Status status = surrogate.fit({tried, scores}, rng.fork(2)); !status) return status.error();
  status_ = "fit: " + surrogate.text();
  auto appraise = std::make_shared<Appraiser>(context_.space, surrogate, options_.acquisition, rng.fork(3));
  return Fit{[appraise](std::span<const Derivation> candidates) { return (*appraise)(candidates); },
             best_first(history, surrogate.targets())};
}

// 1. A surrogate for each score, which is turned into targets by itself.
// 2. The front of the targets, and its hypervolume above the reference.
// 3. The front's members are the incumbents, then the others by their first target.
diag::Result<Model::Fit> Model::fit_several(std::span<const Observation> history, derivation::Rng& rng) {
  const std::vector<Derivation> tried = derivations_of(history);
  const auto count = static_cast<Eigen::Index>(options_.surrogates.size());
  Eigen::MatrixXd targets(static_cast<Eigen::Index>(tried.size()), count);
  for (Eigen::Index k = 0; k < count; ++k) {
    const auto which = static_cast<std::size_t>(k);
    const std::vector<std::optional<double>> scores = scores_of(history, which);
    Surrogate& surrogate = *options_.surrogates[which];
    if (const diag::Status status = surrogate.fit({tried, scores}, rng.fork(10 + which)); !status)
      return status.error();
    targets.col(k) = surrogate.targets();
  }
  const std::vector<std::size_t> front = pareto_front(targets);
  const Eigen::MatrixXd points = rows_of(targets, front);
  auto volume = std::make_shared<Hypervolume>(points, reference_below(points));
  status_ = "front of " + std::to_string(front.size());
  Fit fit;
  for (const std::size_t i : front) fit.incumbents.push_back(tried[i]);
  for (Derivation& derivation : best_first(history, targets.col(0)))
    if (std::ranges::find(fit.incumbents, derivation) == fit.incumbents.end())
      fit.incumbents.push_back(std::move(derivation));
  fit.promises = [this, volume, count](std::span<const Derivation> candidates) {
    std::vector<Prediction> predictions;
    for (const auto& surrogate : options_.surrogates) predictions.push_back(surrogate->predict(candidates));
    std::vector<double> promises;
    Eigen::VectorXd mean(count), variance(count);
    for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(candidates.size()); ++i) {
      for (Eigen::Index k = 0; k < count; ++k) {
        mean[k] = predictions[static_cast<std::size_t>(k)].mean[i];
        variance[k] = predictions[static_cast<std::size_t>(k)].variance[i];
      }
      promises.push_back(volume->expected_improvement(mean, variance));
    }
    return promises;
  };
  return fit;
}

std::optional<Derivation> Model::most_promising(const Fit& fit, const DerivationSet& evaluated,
                                                derivation::Rng rng) {
  NetworkSet networks;
  for (const Derivation& derivation : evaluated) networks.insert(networks_.kept(derivation));
  const Known known = [&](const Derivation& candidate) {
    return evaluated.contains(candidate) || networks.contains(*networks_.of(candidate));
  };
  if (const auto* pool = std::get_if<PoolOptions>(&options_.pool))
    return search::most_promising(context_.variation, fit.incumbents, known, fit.promises, *pool, rng);
  return climb(context_.variation, *neighbourhood_, fit.incumbents, known, fit.promises,
               std::get<ClimbOptions>(options_.pool), rng);
}

diag::Result<Derivation> Model::propose(std::span<const Observation> history, const DerivationSet& evaluated,
                                        derivation::Rng rng) {
  status_.clear();
  if (history.size() < options_.initial) return draw_fresh(context_, evaluated, rng);
  const diag::Result<Fit> fitted =
      options_.surrogates.size() > 1 ? fit_several(history, rng) : fit(history, rng);
  if (!fitted) {
    status_ = "drawn at random: " + fitted.error().message();  // a search goes on rather than end
    return draw_fresh(context_, evaluated, rng);
  }
  auto proposal = most_promising(*fitted, evaluated, rng.fork(1));
  for (const auto& surrogate : options_.surrogates) {
    const auto failure = surrogate->failure();
    if (!failure) continue;
    status_ = "drawn at random: " + failure->message();
    return draw_fresh(context_, evaluated, rng);
  }
  if (proposal) return *std::move(proposal);
  return draw_fresh(context_, evaluated, rng);
}

}  // namespace nasg::search
