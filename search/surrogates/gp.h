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

class GaussianProcess {
 public:
  /// Targets should have mean 0 and variance 1. Starts from uniform weights and the best of four noise
  /// levels. Grams have unit diagonals. E0714 if they are singular. O(steps × n³).
  static diag::Result<GaussianProcess> fit(const GramList& grams, const Eigen::VectorXd& targets,
                                           const GpOptions& options);

  /// From the n × m Gram matrices between the n training points and m others (unit diagonal again). O(n² m).
  Prediction predict(const GramList& cross) const;

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
