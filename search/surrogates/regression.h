// SPDX-License-Identifier: Apache-2.0
// How well a surrogate foretells what it was not fitted to.
#pragma once

#include "search/surrogates/surrogate.h"

namespace nasg::search {

/// Architectures that have a value each, to be maximised.
struct Sample {
  std::vector<derivation::Derivation> derivations;
  std::vector<double> values;
  std::size_t size() const { return values.size(); }
};

struct RegressionScores {
  double tau = 0;    ///< Kendall's, of predictions and values
  double error = 0;  ///< the mean distance of predictions from values, on the scale of the values
  /// The mean over values of log N(target; prediction, its variance and the noise), in nats. It is on the
  /// scale of the targets, so that surrogates compare under one `target` only; the variance counts as
  /// kLeastVariance or more.
  double log_likelihood = 0;
  double half = 0;  ///< the share of values within the central interval of probability ½
  double most = 0;  ///< and of probability 0.9
};
inline constexpr double kLeastVariance = 1e-4;

/// Fits to the first `size` of the sample and foretells its last `test`. Errors of the surrogate.
diag::Result<RegressionScores> score_regression(Surrogate& surrogate, const Sample& sample, std::size_t size,
                                                std::size_t test, derivation::Rng rng);

}  // namespace nasg::search
