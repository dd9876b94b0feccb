// SPDX-License-Identifier: Apache-2.0
// Batches, one choice after the other.
#include "search/acquisition/batch.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "search/acquisition/kdpp.h"

namespace nasg::search {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

class Choice {
 public:
  Choice(const Joint& joint, const VectorXd& targets, const Acquisition& acquisition,
         const BatchOptions& options)
      : joint_(joint), acquisition_(acquisition), options_(options), best_(targets.maxCoeff()) {
    switch (options.lie) {
      case Lie::kLeast: lie_ = targets.minCoeff(); break;
      case Lie::kMean: lie_ = targets.mean(); break;
      case Lie::kMost: lie_ = best_; break;
    }
    penalty_ = VectorXd::Ones(joint.mean.size());
    taken_.assign(static_cast<std::size_t>(joint.mean.size()), 0);
    if (options.rule == BatchRule::kPenalised) slope_ = steepest();
  }

  std::vector<std::size_t> operator()(std::size_t size) {
    std::vector<std::size_t> chosen;
    while (chosen.size() < std::min(size, taken_.size())) {
      const Index next = most_promising();
      take(next);
      chosen.push_back(static_cast<std::size_t>(next));
    }
    return chosen;
  }

 private:
  Index most_promising() const {
    Index best = -1;
    double most = -INFINITY;
    for (Index i = 0; i < joint_.mean.size(); ++i) {
      if (taken_[static_cast<std::size_t>(i)] != 0) continue;
      double promise = value(acquisition_, joint_.mean[i], joint_.covariance(i, i), best_);
      if (options_.rule == BatchRule::kPenalised &&
          acquisition_.kind == AcquisitionKind::kUpperConfidenceBound)
        promise = std::log1p(std::exp(promise));  // a bound may be below 0: made positive, as published
      promise *= penalty_[i];
      if (best >= 0 && promise <= most) continue;
      best = i;
      most = promise;
    }
    return best;
  }

  void take(Index i) {
    taken_[static_cast<std::size_t>(i)] = 1;
    if (options_.rule == BatchRule::kPenalised) penalise(i);
    if (options_.rule == BatchRule::kBeliever) observe(i, joint_.mean[i]);
    if (options_.rule == BatchRule::kLiar) observe(i, lie_);
  }

  /// Conditions the normal distribution on one more value.
  void observe(Index i, double value) {
    const VectorXd column = joint_.covariance.col(i);
    const double variance = column[i] + options_.noise;
    joint_.mean += column * ((value - joint_.mean[i]) / variance);
    joint_.covariance -= column * column.transpose() / variance;
    best_ = std::max(best_, value);
  }

  double distance(Index i, Index j) const {
    const auto& s = joint_.covariance;
    return std::sqrt(std::max(s(i, i) + s(j, j) - 2 * s(i, j), 0.0));
  }
  double steepest() const {
    double most = 0;
    for (Index i = 0; i < joint_.mean.size(); ++i)
      for (Index j = 0; j < i; ++j)
        if (const double apart = distance(i, j); apart > 1e-9)
          most = std::max(most, std::abs(joint_.mean[i] - joint_.mean[j]) / apart);
    return most;
  }
  void penalise(Index centre) {
    const double spread = std::sqrt(2 * std::max(joint_.covariance(centre, centre), 1e-12));
    for (Index i = 0; i < penalty_.size(); ++i) {
      const double z = (slope_ * distance(i, centre) - best_ + joint_.mean[centre]) / spread;
      penalty_[i] *= 0.5 * std::erfc(-z / std::numbers::sqrt2);
    }
  }

  Joint joint_;
  Acquisition acquisition_;
  BatchOptions options_;
  double best_;
  double lie_ = 0;
  double slope_ = 0;
  VectorXd penalty_;
  std::vector<char> taken_;
};

/// The best of a draw for each place: independent values are drawn once for all places, joint ones anew.
std::vector<std::size_t> best_of_draws(const Joint& joint, bool independent, std::size_t size,
                                       derivation::Rng& rng) {
  VectorXd values = joint.mean;
  if (independent)
    for (Index i = 0; i < values.size(); ++i)
      values[i] += std::sqrt(std::max(joint.covariance(i, i), 0.0)) * normal(rng);
  std::vector<std::size_t> chosen;
  while (chosen.size() < std::min(size, static_cast<std::size_t>(values.size()))) {
    if (!independent) values = draw(joint, rng);
    for (const std::size_t taken : chosen) values[static_cast<Index>(taken)] = -INFINITY;
    Index best = 0;
    values.maxCoeff(&best);
    chosen.push_back(static_cast<std::size_t>(best));
  }
  return chosen;
}

}  // namespace

std::vector<std::size_t> choose_batch(const Joint& joint, const VectorXd& targets,
                                      const Acquisition& acquisition, const BatchOptions& options,
                                      std::size_t size, derivation::Rng rng) {
  std::vector<std::size_t> chosen;
  const bool independent = acquisition.kind == AcquisitionKind::kIndependentThompson;
  if (options.rule == BatchRule::kTop && (independent || acquisition.kind == AcquisitionKind::kThompson))
    return best_of_draws(joint, independent, size, rng);
  if (options.rule == BatchRule::kKdpp) {
    const Eigen::MatrixXd kernel = quality_kernel(joint.mean, joint.covariance, options.quality);
    chosen = sample_kdpp(kernel, size, rng);
  }
  const std::vector<std::size_t> ranked =
      Choice(joint, targets, acquisition, options)(static_cast<std::size_t>(joint.mean.size()));
  for (const std::size_t next : ranked) {  // all of them, or what a kernel of low rank left open
    if (chosen.size() >= size) break;
    if (std::find(chosen.begin(), chosen.end(), next) == chosen.end()) chosen.push_back(next);
  }
  return chosen;
}

}  // namespace nasg::search
