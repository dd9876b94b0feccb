// SPDX-License-Identifier: Apache-2.0
// The marginal likelihood of a Gaussian process over a parametric kernel, with its gradient.
#pragma once

#include <Eigen/Core>

#include "compiler/diag/diagnostic.h"
#include "search/kernels/kernel.h"
#include "search/surrogates/cholesky.h"

namespace nasg::search {

struct GpParameters {
  KernelParameters kernel;
  double log_noise = 0;  ///< log of the noise variance, relative to the signal's
};

/// A = K + noise I, factored. Where A is not positive definite in floating point, 10^-10, then
/// ten times more, up to 10^-2, is added to its diagonal; past that the Gram matrix is singular: E0714.
class Factor {
 public:
  static diag::Result<Factor> make(Eigen::MatrixXd kernel, double noise);

  const Cholesky& cholesky() const { return cholesky_; }
  double jitter() const { return jitter_; }
  double diagonal() const { return 1 + noise_ + jitter_; }  ///< of A
  /// One more architecture: `kernel` holds its similarity to all others. O(n²). False if A is not positive
  /// definite then, and the factor is as it was.
  bool append(const Eigen::VectorXd& kernel) { return cholesky_.append(kernel, diagonal()); }

 private:
  Factor(Cholesky cholesky, double noise, double jitter)
      : cholesky_(std::move(cholesky)), noise_(noise), jitter_(jitter) {}
  Cholesky cholesky_;
  double noise_;
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
  Eigen::VectorXd gradient;  ///< by the kernel's values, then by log_noise; empty unless asked for
};

/// At a factor, without the gradient. O(n²).
Likelihood likelihood(const Factor& factor, const Eigen::VectorXd& y, Scale scale);
/// n³ / 3 operations, with the gradient four times as many; and O(n²) for each of the kernel's values.
diag::Result<Likelihood> likelihood(const ParametricGram& kernel, const Eigen::VectorXd& y,
                                    const GpParameters& parameters, Scale scale, bool with_gradient);

}  // namespace nasg::search
