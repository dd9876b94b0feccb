// SPDX-License-Identifier: Apache-2.0
// How good predictions were, once the values are known.
#pragma once

#include <Eigen/Core>

namespace nasg::search {

/// Kendall's tau-b, with ties in either: (pairs in the same order - pairs in the opposite order) / sqrt(pairs
/// that differ in a × pairs that differ in b); 0 if either never differs. O(n²).
double kendall_tau(const Eigen::VectorXd& a, const Eigen::VectorXd& b);
/// Pearson's correlation; 0 if either never differs.
double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b);
/// The mean over the values of log N(value; mean, variance).
double log_score(const Eigen::VectorXd& mean, const Eigen::VectorXd& variance, const Eigen::VectorXd& values);
/// The share of values within the central interval of that probability, mean ± z deviations. A calibrated
/// model has the probability itself.
double coverage(const Eigen::VectorXd& mean, const Eigen::VectorXd& variance, const Eigen::VectorXd& values,
                double probability);

}  // namespace nasg::search
