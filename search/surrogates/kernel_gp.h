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
  /// Extracts the features, chooses the depth of the whole graph among those that the kernel leaves open (by
  /// likelihood at uniform weights, as published), and fits weights, scale and noise. The space must outlive
  /// it.
  static diag::Result<KernelGp> fit(const ir::Space& space, const KernelSpec& kernel,
                                    std::span<const derivation::Derivation> architectures,
                                    const Eigen::VectorXd& targets, const GpOptions& options);

  /// Extraction takes a fraction of a millisecond for each candidate, the rest O(n²).
  Prediction predict(std::span<const derivation::Derivation> candidates);

  const GaussianProcess& process() const { return process_; }
  std::size_t depth() const { return depth_; }  ///< that was chosen for the whole graph
  /// "depth 2, noise 0.01, weights 0.31 0.22 …"
  std::string text() const;

 private:
  KernelGp(FeatureExtractor extract, FeatureIndex index, GaussianProcess process, std::size_t choice,
           std::size_t depth);

  FeatureExtractor extract_;
  FeatureIndex index_;
  GaussianProcess process_;
  std::size_t choice_;  ///< which of the whole graph's matrices is used
  std::size_t depth_;
};

}  // namespace nasg::search
