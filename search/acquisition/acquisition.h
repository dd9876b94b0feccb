// SPDX-License-Identifier: Apache-2.0
// Acquisition functions: what a candidate promises, from what the surrogate expects.
#pragma once

#include "search/surrogates/surrogate.h"

namespace nasg::search {

enum class AcquisitionKind {
  kExpectedImprovement,
  kUpperConfidenceBound,
  kProbabilityOfImprovement,
  kThompson,             ///< one draw from the posterior of all candidates together
  kIndependentThompson,  ///< one draw for each candidate by itself (BANANAS)
  kMaxValueEntropy,      ///< what the value tells of the maximum (Wang and Jegelka, ICML 2017)
  kHypervolume,          ///< of several scores: pareto.h, not here
};

/// What an evaluation costs, for acquisition by cost.
enum class Price { kNone, kParameters, kFlops };

/// Everything is maximised.
struct Acquisition {
  AcquisitionKind kind = AcquisitionKind::kExpectedImprovement;
  double beta = 2;  ///< of the upper confidence bound: standard deviations above the mean
  /// The promise is divided by price^power; a promise that may be below 0 (a bound, a draw) counts above the
  /// least of the candidates that were asked for together.
  Price price = Price::kNone;
  double power = 1;
};

/// E[max(f - best, 0)] for f ~ N(mean, variance) (Jones, Schonlau and Welch, 1998); max(mean - best, 0) at
/// variance 0.
double expected_improvement(double mean, double variance, double best);
/// P(f > best).
double probability_of_improvement(double mean, double variance, double best);
/// The mean over the sampled maxima m of g φ(g) / (2 Φ(g)) - log Φ(g), g = (m - mean) / deviation: how much
/// less is open about f once the maximum is known, in nats. 0 at variance 0.
double max_value_entropy(double mean, double variance, std::span<const double> maxima);

/// Of those that are a closed form of mean and variance: the first three.
double value(const Acquisition& acquisition, double mean, double variance, double best);

/// Draws of the largest of independent normal variables, from the Gumbel distribution that has their
/// maximum's median and the distance of its quartiles.
std::vector<double> sample_maxima(const Prediction& candidates, std::size_t count, derivation::Rng& rng);
/// A draw from N(mean, covariance). O(m³).
Eigen::VectorXd draw(const Joint& joint, derivation::Rng& rng);

/// Appraises candidates for one proposal: what is drawn for one candidate stays comparable with the others.
class Appraiser {
 public:
  /// Surrogate and space must outlive it; the surrogate was fitted.
  Appraiser(const ir::Space& space, const Surrogate& surrogate, const Acquisition& acquisition,
            derivation::Rng rng);
  /// Promises, higher is better. The maxima that entropy refers to are drawn from the first candidates.
  std::vector<double> operator()(std::span<const derivation::Derivation> candidates);

 private:
  void divide_by_prices(std::span<const derivation::Derivation> candidates, Eigen::VectorXd& promises) const;

  const ir::Space& space_;
  const Surrogate& surrogate_;
  Acquisition acquisition_;
  derivation::Rng rng_;
  double best_;
  std::vector<double> maxima_;
};

}  // namespace nasg::search
