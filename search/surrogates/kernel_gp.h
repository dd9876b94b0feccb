// SPDX-License-Identifier: Apache-2.0
// The surrogate of architecture search: a Gaussian process over the graphs of derivations.
#pragma once

#include <span>
#include <string>

#include "search/kernels/gram.h"
#include "search/kernels/kernel.h"
#include "search/surrogates/gp.h"

namespace nasg::search {

class KernelGp {
 public:
  /// Chooses the depth of the whole graph among those that the kernel leaves open (by likelihood at uniform
  /// weights, as published), then weights, scale and noise. Of more than kMostFitted architectures so many,
  /// spread evenly over them, choose depth, weights and noise; the process that predicts is made of all.
  /// `extract` is what the features come from, of the kernel's shape, and must outlive it.
  static diag::Result<KernelGp> fit(const KernelSpec& kernel, const FeatureExtractor& extract,
                                    std::span<const Features> features, const Eigen::VectorXd& targets,
                                    const GpOptions& options);
  static constexpr std::size_t kMostFitted = 256;

  /// Extraction takes a fraction of a millisecond for each candidate, the rest O(n²).
  Prediction predict(std::span<const derivation::Derivation> candidates) const;

  const GaussianProcess& process() const { return process_; }
  std::size_t depth() const { return depth_; }  ///< that was chosen for the whole graph
  /// "depth 2, noise 0.01, level weights 0.31 0.22 …"
  std::string text() const;

 private:
  KernelGp(const FeatureExtractor& extract, FeatureIndex index, GaussianProcess process,
           Eigen::VectorXd weights, std::size_t depth);

  const FeatureExtractor* extract_;
  FeatureIndex index_;
  GaussianProcess process_;
  Eigen::VectorXd weights_;  ///< by component of the index: 0 for the whole graph at other depths
  std::size_t depth_;
};

}  // namespace nasg::search
