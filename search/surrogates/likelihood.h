// SPDX-License-Identifier: Apache-2.0
// The marginal likelihood of a Gaussian process over a weighted sum of kernels, with its gradient.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "search/surrogates/cholesky.h"

namespace nasg::search {

/// Gram matrices of the same n architectures, n × n; the process's kernel is their weighted sum.
using GramList = std::vector<const Eigen::MatrixXd*>;

struct GpParameters {
  Eigen::VectorXd logits;  ///< weights = softmax(logits), one for each Gram matrix
  double log_noise = 0;    ///< log of the noise variance, relative to the signal's
};
Eigen::VectorXd softmax(const Eigen::VectorXd& logits);
/// sum_l w_l K_l
Eigen::MatrixXd weighted_sum(const GramList& grams, const Eigen::VectorXd& weights);

/// A = K + noise I, factored. Where A is not positive definite in floating point, 10^-10, then
/// ten times more, up to 10^-2, is added to its diagonal; past that the Gram matrix is singular: E0714.
class Factor {
 public:
  static diag::Result<Factor> make(Eigen::MatrixXd kernel, double noise);

  const Cholesky& cholesky() const { return cholesky_; }
  double jitter() const { return jitter_; }

 private:
  Factor(Cholesky cholesky, double jitter) : cholesky_(std::move(cholesky)), jitter_(jitter) {}
  Cholesky cholesky_;
  double jitter_;
};

/// How the variance s² of the signal is found: it is 1, or it maximises the likelihood times a prior as
/// strong as kScalePrior observations of variance 1, in closed form: s² = (yᵀ A⁻¹ y + p) / (n + p).
enum class Scale { kUnit, kLearned };
inline constexpr double kScalePrior = 4;

struct Likelihood {
  /// Of y ~ N(0, s² A): -½ yᵀ A⁻¹ y / s² - ½ log |A| - ½ n log(2π s²) (Rasmussen and Williams, 2006,
  /// eq. 2.30), with a learned s² also its log prior, -½ p (log s² + 1 / s²).
  double value = 0;
  double scale = 1;          ///< s²
  Eigen::VectorXd alpha;     ///< A⁻¹ y
  Eigen::VectorXd gradient;  ///< by the logits, then by log_noise; empty unless asked for
};

/// At a factor, without the gradient. O(n²).
Likelihood likelihood(const Factor& factor, const Eigen::VectorXd& y, Scale scale);
/// n³ / 3 operations, with the gradient four times as many; and O(n²) for each Gram matrix.
diag::Result<Likelihood> likelihood(const GramList& grams, const Eigen::VectorXd& y,
                                    const GpParameters& parameters, Scale scale, bool with_gradient);

}  // namespace nasg::search
