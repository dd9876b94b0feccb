// SPDX-License-Identifier: Apache-2.0
// A Gaussian process over a parametric kernel, fitted by marginal likelihood.
#pragma once

#include <cmath>

#include "search/surrogates/likelihood.h"
#include "search/surrogates/surrogate.h"

namespace nasg::search {

struct GpOptions {
  bool learn_kernel = true;  ///< else the kernel's parameters stay where a fit begins
  Scale scale = Scale::kLearned;
  int starts = 2;             ///< that are climbed from, the best of those tried
  int evaluations = 14;       ///< of likelihood and gradient, from each start
  double prior = 1;           ///< the kernel's values are N(start, prior²)
  double least_noise = 1e-5;  ///< bounds of the noise variance
  double most_noise = 1;
};

/// The kernel's start with its choices made: one after the other, by likelihood at the start. E0714 if the
/// Gram matrix is singular. n³ / 3 operations for each way.
diag::Result<KernelParameters> choose(const ParametricGram& kernel, const Eigen::VectorXd& targets,
                                      Scale scale);

/// What the kernel leaves open, and the noise, at the highest of likelihood times prior. First the kernel's
/// choices, if `start` has not made them. Then the start and draws from its prior, each with its best of four
/// noise levels, are compared; from the best of them it climbs. Targets should have mean 0 and variance 1.
/// E0714. O((starts × evaluations) n³); a pure function.
diag::Result<GpParameters> fit_parameters(const ParametricGram& kernel, const Eigen::VectorXd& targets,
                                          const GpOptions& options);
diag::Result<GpParameters> fit_parameters(const ParametricGram& kernel, const Eigen::VectorXd& targets,
                                          const GpOptions& options, KernelParameters start);

/// One climb of so many evaluations from parameters that fit some of the observations, in the kernel's
/// choices as they are there. E0714.
diag::Result<GpParameters> refine_parameters(const ParametricGram& kernel, const Eigen::VectorXd& targets,
                                             const GpOptions& options, const GpParameters& from,
                                             int evaluations);

class GaussianProcess {
 public:
  /// `kernel` is n × n, at the parameters. E0714. O(n³).
  static diag::Result<GaussianProcess> make(Eigen::MatrixXd kernel, const Eigen::VectorXd& targets,
                                            const GpParameters& parameters, Scale scale);
  /// With the parameters that fit.
  static diag::Result<GaussianProcess> fit(const ParametricGram& kernel, const Eigen::VectorXd& targets,
                                           const GpOptions& options);

  /// One more observation, with the same parameters: `cross` holds the kernel between it and the n others.
  /// Its target is given with all others to `set_targets`. O(n²). False if that Gram matrix is singular.
  [[nodiscard]] bool append(const Eigen::VectorXd& cross) { return factor_.append(cross); }
  /// Of all observations. O(n²).
  void set_targets(const Eigen::VectorXd& targets);

  /// `cross`: the n × m kernel matrix between the n training points and m others (unit diagonal again). O(n²
  /// m), on several threads, the same on any number of them.
  Prediction predict(Eigen::MatrixXd cross) const;
  Eigen::VectorXd mean(const Eigen::MatrixXd& cross) const { return cross.transpose() * alpha_; }
  /// The covariance of the m others behind the noise, m × m; `prior` is their own kernel matrix. O(n² m + n
  /// m²).
  Eigen::MatrixXd covariance(Eigen::MatrixXd cross, const Eigen::MatrixXd& prior) const;

  double log_likelihood() const { return log_likelihood_; }
  const GpParameters& parameters() const { return parameters_; }
  double noise() const { return std::exp(parameters_.log_noise); }  ///< relative to the scale
  double scale() const { return scale_; }
  Eigen::Index size() const { return factor_.cholesky().size(); }

 private:
  GaussianProcess(Factor factor, GpParameters parameters, Scale scale);
  void solve_lower(Eigen::MatrixXd& cross) const;

  Factor factor_;
  GpParameters parameters_;
  Scale how_scaled_;
  Eigen::VectorXd alpha_;
  double scale_ = 1;
  double log_likelihood_ = 0;
};

}  // namespace nasg::search
