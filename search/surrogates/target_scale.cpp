// SPDX-License-Identifier: Apache-2.0
// Straight lines through the trials.
#include "search/surrogates/target_scale.h"

#include <algorithm>

namespace nasg::search {

TargetScale::TargetScale(std::span<const double> values, const Eigen::VectorXd& targets) {
  for (std::size_t i = 0; i < values.size(); ++i)
    by_value_.emplace_back(values[i], targets[static_cast<Eigen::Index>(i)]);
  std::ranges::sort(by_value_);
  const auto same = std::ranges::unique(by_value_, {}, &std::pair<double, double>::first);
  by_value_.erase(same.begin(), same.end());
  for (const auto& [value, target] : by_value_) {
    if (by_target_.empty() || by_target_.back().first < target) by_target_.emplace_back(target, value);
    by_target_.back().second = value;
  }
}

double TargetScale::follow(const Points& points, double x) {
  if (points.size() < 2) return points.front().second;
  const auto slope = [](const auto& a, const auto& b) { return (b.second - a.second) / (b.first - a.first); };
  const auto above = std::ranges::lower_bound(points, x, {}, &std::pair<double, double>::first);
  if (above != points.begin() && above != points.end()) {
    const auto& below = *std::prev(above);
    return below.second + (x - below.first) * slope(below, *above);
  }
  const bool under = above == points.begin();
  const auto& end = under ? points.front() : points.back();
  const double last =
      under ? slope(points[0], points[1]) : slope(points[points.size() - 2], points[points.size() - 1]);
  return end.second + (x - end.first) * std::min(last, slope(points.front(), points.back()));
}

double TargetScale::target(double value) const {
  return follow(by_value_, value);
}
double TargetScale::value(double target) const {
  return follow(by_target_, target);
}

}  // namespace nasg::search
