// SPDX-License-Identifier: Apache-2.0
// Pareto fronts: what several scores together are worth. Everything is maximised.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace nasg::search {

/// The indices, ascending, of the rows that no other row dominates: none is at least as good everywhere and
/// better somewhere. Of equal rows the first. O(n² d).
std::vector<std::size_t> pareto_front(const Eigen::MatrixXd& scores);

/// What a front of points leaves undominated, cut into boxes that reach upwards without end in the last
/// score. At most n^(d-1) of them for n points with d scores, so that all that follows is exact.
class Hypervolume {
 public:
  /// One row for each point; points that are not above the reference in every score count for nothing.
  Hypervolume(const Eigen::MatrixXd& points, Eigen::VectorXd reference);

  /// The volume between reference and front (Zitzler and Thiele, 1998).
  double value() const { return value_; }
  /// How much the expected volume grows by a point that is normal and independent in each score: the sum over
  /// boxes of the product over scores of E[max(0, min(f, upper) - lower)] (exact; in two dimensions that of
  /// Emmerich, Deutz and Klinkenberg, 2011).
  double expected_improvement(const Eigen::VectorXd& mean, const Eigen::VectorXd& variance) const;

 private:
  struct Box {
    std::vector<std::size_t> cell;  ///< in each score but the last: above edges_[k][cell[k]]
    double floor;                   ///< in the last score
  };

  Eigen::VectorXd reference_;
  std::vector<std::vector<double>> edges_;  ///< by score but the last, ascending, the reference the first
  std::vector<Box> boxes_;
  double value_ = 0;
};

/// A tenth of the front's range below its worst in each score; one below where it has no range.
Eigen::VectorXd reference_below(const Eigen::MatrixXd& front);

}  // namespace nasg::search
