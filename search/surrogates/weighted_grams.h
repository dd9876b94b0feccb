// SPDX-License-Identifier: Apache-2.0
// Matrices that stay as they are, and their weights.
#pragma once

#include <vector>

#include "search/kernels/kernel.h"

namespace nasg::search {

/// sum over l of w_l K_l; the parameters are the logits of the weights, which sum to 1.
class WeightedGrams final : public ParametricGram {
 public:
  /// One matrix or more, of the same size, with unit diagonals.
  explicit WeightedGrams(std::vector<Eigen::MatrixXd> grams) : grams_(std::move(grams)) {}

  Eigen::Index size() const override { return grams_[0].rows(); }
  KernelParameters start() const override;
  Eigen::MatrixXd gram(const KernelParameters& parameters) const override;
  GramPoint at(const KernelParameters& parameters) const override;
  std::unique_ptr<ParametricGram> part(std::span<const std::size_t> members) const override;

 private:
  std::vector<Eigen::MatrixXd> grams_;
};

}  // namespace nasg::search
