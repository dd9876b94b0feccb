// SPDX-License-Identifier: Apache-2.0
// A Gaussian process whose kernel is a weighted sum of Gram matrices, fitted by marginal likelihood.
#pragma once

#include "search/surrogates/likelihood.h"

namespace nasg::search {

struct GpOptions {
  bool learn_weights = true;
  Scale scale = Scale::kLearned;
  int steps = 20;  ///< of Adam (Kingma and Ba, 2015), as published; the best iterate is kept
  double rate = 0.1;
  double least_noise = 1e-5;  ///< bounds of the noise variance
  double most_noise = 1;
};

/// Of what is behind the noise: without the noise's variance.
struct Prediction {
  Eigen::VectorXd mean;
  Eigen::VectorXd variance;  ///< at least 0
};

/// Weights and noise by marginal likelihood, from uniform weights and the best of four noise levels. Targets
/// should have mean 0 and variance 1, grams have unit diagonals. E0714 if they are singular. O(steps × n³).
diag::Result<GpParameters> fit_parameters(const GramList& grams, const Eigen::VectorXd& targets,
                                          const GpOptions& options);

class GaussianProcess {
 public:
  /// `kernel` is the sum of the n × n Gram matrices with the parameters' weights. E0714. O(n³).
  static diag::Result<GaussianProcess> make(Eigen::MatrixXd kernel, const Eigen::VectorXd& targets,
                                            const GpParameters& parameters, Scale scale);
  /// With the parameters that fit.
  static diag::Result<GaussianProcess> fit(const GramList& grams, const Eigen::VectorXd& targets,
                                           const GpOptions& options);

  /// `cross`: the sum, with these weights, of the n × m Gram matrices between the n training points and m
  /// others (unit diagonal again). O(n² m), on several threads, the same on any number of them.
  Prediction predict(Eigen::MatrixXd cross) const;

  double log_likelihood() const { return log_likelihood_; }
  const Eigen::VectorXd& weights() const { return weights_; }
  double noise() const { return noise_; }  ///< relative to the scale
  double scale() const { return scale_; }

 private:
  GaussianProcess(Factor factor, const GpParameters& parameters, const Likelihood& at);

  Factor factor_;
  Eigen::VectorXd weights_;
  Eigen::VectorXd alpha_;
  double noise_ = 0;
  double scale_ = 1;
  double log_likelihood_ = 0;
};

}  // namespace nasg::search
