// SPDX-License-Identifier: Apache-2.0
// A Gaussian process over distances of architectures, of which nothing is to be set.
#pragma once

#include <span>
#include <string>

#include "search/kernels/gram.h"
#include "search/surrogates/gp.h"

namespace nasg::search {

/// What two architectures are compared by: Weisfeiler-Lehman labels of the whole graph and of each folded
/// level, as the kernel `hwl` has them, and the productions of their derivations.
class RadialFeatures {
 public:
  /// The space must outlive it.
  explicit RadialFeatures(const ir::Space& space);

  std::vector<Features> operator()(std::span<const derivation::Derivation> derivations) const;

 private:
  const ir::Space& space_;
  WlShape shape_;
  FeatureExtractor graphs_;
};

/// K = sum over terms t of w_t exp(-d_t² / (s² m_t)), the weights positive and of sum 1. There is a term for
/// the whole graph and one for each folded level, with d_t the Euclidean distance of their counts, and a last
/// one for whole graph and productions together (the product of two radial kernels): what a network computes,
/// and where in it. m_t is the mean of d_t² over the observations; terms in which they do not differ are left
/// out. A normalised dot product, as `hwl` takes it, compares what share of two networks is alike; a distance
/// compares how much is not, so that large networks which differ in one operation stay close.
struct RadialParameters {
  double stretch = 1;       ///< s
  Eigen::VectorXd weights;  ///< by term
  double log_noise = 0;     ///< relative to the signal's variance
};

class RadialGp {
 public:
  /// By marginal likelihood: the best stretch at uniform weights, then weights and noise. Of more than
  /// kMostFitted observations, so many spread evenly over them. E0714 if nothing tells them apart.
  static diag::Result<RadialParameters> fit_parameters(std::span<const Features> features,
                                                       const Eigen::VectorXd& targets);
  static constexpr std::size_t kMostFitted = 128;

  /// With parameters that fit these or fewer observations. E0714. O(n³ + n × features).
  static diag::Result<RadialGp> make(std::span<const Features> features, const Eigen::VectorXd& targets,
                                     const RadialParameters& parameters);

  /// O(n² m).
  Prediction predict(std::span<const Features> candidates) const;

  double noise() const { return process_.noise() * process_.scale(); }

  /// "stretch 0.7, noise 0.01, weights 0.31 0.69"
  std::string text() const;

 private:
  RadialGp(FeatureIndex index, GaussianProcess process, Eigen::MatrixXd norms, Eigen::VectorXd widths,
           RadialParameters parameters);

  FeatureIndex index_;
  GaussianProcess process_;
  Eigen::MatrixXd norms_;   ///< observation × block: squared lengths
  Eigen::VectorXd widths_;  ///< by term: s² m_t
  RadialParameters parameters_;
};

}  // namespace nasg::search
