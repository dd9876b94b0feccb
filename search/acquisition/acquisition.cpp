// SPDX-License-Identifier: Apache-2.0
// Acquisition functions in closed form.
#include "search/acquisition/acquisition.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace nasg::search {
namespace {

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

}  // namespace

double expected_improvement(double mean, double variance, double best) {
  const double deviation = std::sqrt(std::max(variance, 0.0));
  if (deviation == 0) return std::max(mean - best, 0.0);
  const double z = (mean - best) / deviation;
  const double density = std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
  return std::max(deviation * (z * normal_cdf(z) + density), 0.0);
}

double probability_of_improvement(double mean, double variance, double best) {
  const double deviation = std::sqrt(std::max(variance, 0.0));
  if (deviation == 0) return mean > best ? 1 : 0;
  return normal_cdf((mean - best) / deviation);
}

double value(const Acquisition& acquisition, double mean, double variance, double best) {
  switch (acquisition.kind) {
    case AcquisitionKind::kUpperConfidenceBound:
      return mean + acquisition.beta * std::sqrt(std::max(variance, 0.0));
    case AcquisitionKind::kProbabilityOfImprovement: return probability_of_improvement(mean, variance, best);
    case AcquisitionKind::kExpectedImprovement: break;
  }
  return expected_improvement(mean, variance, best);
}

}  // namespace nasg::search
