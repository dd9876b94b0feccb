// SPDX-License-Identifier: Apache-2.0
// 1. Go uphill along H times the gradient; H is the identity at first, and no step is longer than kLongest.
// 2. If that did not climb, half as far. If it did, H learns from how the gradient has changed.
#include "search/surrogates/maximise.h"

#include <algorithm>

namespace nasg::search {

std::optional<Summit> maximise(const Smooth& function, const Eigen::VectorXd& start, int evaluations) {
  constexpr double kLongest = 1.5, kLeastGain = 1e-3, kSlopeShare = 1e-4;
  std::optional<Slope> here = function(start);
  if (!here) return std::nullopt;
  Eigen::VectorXd at = start;
  const auto identity = Eigen::MatrixXd::Identity(start.size(), start.size());
  Eigen::MatrixXd inverse = identity;  // of the curvature
  for (int left = evaluations - 1; left > 0;) {
    Eigen::VectorXd step = inverse * here->gradient;
    if (step.dot(here->gradient) <= 0) {
      inverse = identity;
      step = here->gradient;
    }
    step *= std::min(1.0, kLongest / std::max(step.norm(), 1e-300));
    if (step.dot(here->gradient) < kLeastGain) break;
    std::optional<Slope> next;
    for (; left > 0; step *= 0.5) {
      --left;
      next = function(at + step);
      if (next && next->value >= here->value + kSlopeShare * step.dot(here->gradient)) break;
      next.reset();
    }
    if (!next) break;
    const Eigen::VectorXd change = here->gradient - next->gradient;
    const double curvature = step.dot(change);
    if (curvature > 1e-10) {
      if (inverse == identity) inverse *= curvature / change.squaredNorm();
      const Eigen::MatrixXd left_factor = identity - step * change.transpose() / curvature;
      inverse = left_factor * inverse * left_factor.transpose() + step * step.transpose() / curvature;
    }
    at += step;
    here = std::move(next);
  }
  return Summit{std::move(at), here->value};
}

}  // namespace nasg::search
