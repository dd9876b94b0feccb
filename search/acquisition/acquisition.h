// SPDX-License-Identifier: Apache-2.0
// Acquisition functions: what a candidate promises, from the surrogate's mean and variance.
#pragma once

namespace nasg::search {

enum class AcquisitionKind { kExpectedImprovement, kUpperConfidenceBound, kProbabilityOfImprovement };

/// Everything is maximised.
struct Acquisition {
  AcquisitionKind kind = AcquisitionKind::kExpectedImprovement;
  double beta = 2;  ///< of the upper confidence bound: standard deviations above the mean
};

/// E[max(f - best, 0)] for f ~ N(mean, variance) (Jones, Schonlau and Welch, 1998); max(mean - best, 0) at
/// variance 0.
double expected_improvement(double mean, double variance, double best);
/// P(f > best).
double probability_of_improvement(double mean, double variance, double best);

double value(const Acquisition& acquisition, double mean, double variance, double best);

}  // namespace nasg::search
