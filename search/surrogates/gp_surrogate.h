// SPDX-License-Identifier: Apache-2.0
// The surrogate of architecture search: a Gaussian process with a kernel over derivations.
#pragma once

#include "search/kernels/kernel.h"
#include "search/surrogates/gp.h"
#include "search/surrogates/surrogate.h"

namespace nasg::search {

/// Parameters are fitted when a history has grown by a sixteenth since they last were (by any trial up to
/// kEachTime); the trials in between are appended to the factor, O(n²) each. Of more than kMostFitted trials
/// so many, spread evenly over them, decide; the process that predicts is made of all. A fit to more than
/// kFirstFitted of a kernel with kFewValues or fewer begins where one to so many ended, but for the kernel's
/// choices, which all that decide have made; the likelihood of more values has several summits, and few
/// trials do not say which is the highest. Which trials decided is a function of how many there are, so that
/// nothing depends on when a search was interrupted.
class GpSurrogate final : public Surrogate {
 public:
  GpSurrogate(std::unique_ptr<Kernel> kernel, Warp warp, GpOptions options);
  static constexpr std::size_t kEachTime = 48;
  static constexpr std::size_t kMostFitted = 192;
  static constexpr std::size_t kFirstFitted = 64;
  static constexpr Eigen::Index kFewValues = 8;
  static constexpr int kRefinements = 6;  ///< evaluations of likelihood and gradient behind that
  /// Architectures of other values may be alike to a kernel. Where none of those that were evaluated show it,
  /// the likelihood finds no noise, and what is foretold of the next such one is all but certain and wrong.
  static constexpr double kLeastNoise = 0.01;
  /// After how many of `trials` the parameters were last fitted.
  static std::size_t fitted_after(std::size_t trials);

  diag::Status fit(const Trials& trials, derivation::Rng rng) override;
  const Eigen::VectorXd& targets() const override { return targets_; }
  Prediction predict(std::span<const derivation::Derivation> candidates) const override;
  Joint joint(std::span<const derivation::Derivation> candidates) const override;
  double noise() const override { return process_->noise() * process_->scale(); }
  std::string text() const override;

  /// After a fit without an error.
  const GaussianProcess& process() const { return *process_; }

 private:
  void follow(const Trials& trials);
  diag::Result<GpParameters> find_parameters(const ParametricGram& gram,
                                             const Eigen::VectorXd& targets) const;
  diag::Status fit_first(std::size_t count);
  diag::Status append_rest();
  Eigen::VectorXd targets_of(std::size_t count) const;

  std::unique_ptr<Kernel> kernel_;
  Warp warp_;
  GpOptions options_;
  std::unique_ptr<KernelSet> set_;  ///< of what is known
  std::vector<derivation::Derivation> known_;
  std::vector<std::optional<double>> scores_;
  std::optional<GaussianProcess> process_;  ///< of the first of them
  std::size_t fitted_ = 0;                  ///< by how many its parameters were found
  Eigen::VectorXd targets_;
};

/// Reads `gp(kernel = hwl, target = ranks, starts = 2, noise = 0.01)`: `starts` are the climbs of each fit,
/// `noise` is the least variance of the noise, relative to the signal's (kLeastNoise).
diag::Result<std::unique_ptr<Surrogate>> make_gp_surrogate(const ir::Setting& setting,
                                                           const ModelContext& context);

}  // namespace nasg::search
