// SPDX-License-Identifier: Apache-2.0
// Rank correlation, likelihood, calibration.
#include "search/surrogates/scoring.h"

#include <cmath>
#include <numbers>

#include "search/surrogates/targets.h"

namespace nasg::search {

double kendall_tau(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  const auto sign = [](double x) { return x > 0 ? 1 : (x < 0 ? -1 : 0); };
  double agreement = 0, in_a = 0, in_b = 0;
  for (Eigen::Index i = 0; i < a.size(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      const int x = sign(a[i] - a[j]), y = sign(b[i] - b[j]);
      agreement += x * y;
      in_a += x * x;
      in_b += y * y;
    }
  return in_a > 0 && in_b > 0 ? agreement / std::sqrt(in_a * in_b) : 0;
}

double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  const Eigen::VectorXd x = a.array() - a.mean(), y = b.array() - b.mean();
  const double norms = x.norm() * y.norm();
  return norms > 0 ? x.dot(y) / norms : 0;
}

double log_score(const Eigen::VectorXd& mean, const Eigen::VectorXd& variance,
                 const Eigen::VectorXd& values) {
  const Eigen::ArrayXd errors = (values - mean).array().square();
  return -0.5 * (errors / variance.array() + (2 * std::numbers::pi * variance.array()).log()).mean();
}

double coverage(const Eigen::VectorXd& mean, const Eigen::VectorXd& variance, const Eigen::VectorXd& values,
                double probability) {
  const double z = normal_quantile(0.5 + 0.5 * probability);
  const Eigen::ArrayXd reach = z * variance.array().sqrt();
  return ((values - mean).array().abs() <= reach).cast<double>().mean();
}

}  // namespace nasg::search
