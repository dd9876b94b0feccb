// SPDX-License-Identifier: Apache-2.0
// From values to the scale of a surrogate's targets and back, also of values that it has not seen.
#pragma once

#include <Eigen/Core>
#include <span>
#include <utility>
#include <vector>

namespace nasg::search {

/// Straight lines between the trials, in the order of their values. On from the outermost two it goes by the
/// slope of all of them if that is less steep: the best two of a ranking may all but tie.
class TargetScale {
 public:
  /// As many values as targets, one or more; a greater value has no smaller target.
  TargetScale(std::span<const double> values, const Eigen::VectorXd& targets);

  /// The target that a value would have. Without two different values: 0.
  double target(double value) const;
  /// The value that a target stands for; of several values with one target the greatest.
  double value(double target) const;

 private:
  using Points = std::vector<std::pair<double, double>>;  ///< both rise
  static double follow(const Points& points, double x);

  Points by_value_;
  Points by_target_;
};

}  // namespace nasg::search
