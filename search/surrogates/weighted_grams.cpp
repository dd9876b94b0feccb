// SPDX-License-Identifier: Apache-2.0
// The sum and its slopes.
#include "search/surrogates/weighted_grams.h"

namespace nasg::search {

KernelParameters WeightedGrams::start() const {
  return {Eigen::VectorXd::Zero(static_cast<Eigen::Index>(grams_.size())), {}};
}

Eigen::MatrixXd WeightedGrams::gram(const KernelParameters& parameters) const {
  const Eigen::VectorXd weights = softmax(parameters.values);
  Eigen::MatrixXd sum = weights[0] * grams_[0];
  for (std::size_t l = 1; l < grams_.size(); ++l) sum += weights[static_cast<Eigen::Index>(l)] * grams_[l];
  return sum;
}

GramPoint WeightedGrams::at(const KernelParameters& parameters) const {
  return {gram(parameters), [this, weights = softmax(parameters.values)](const Eigen::MatrixXd& slope) {
            Eigen::VectorXd by_weight(weights.size());
            for (std::size_t l = 0; l < grams_.size(); ++l)
              by_weight[static_cast<Eigen::Index>(l)] = lower_sum(slope, grams_[l]);
            return softmax_gradient(weights, by_weight);
          }};
}

std::unique_ptr<ParametricGram> WeightedGrams::part(std::span<const std::size_t> members) const {
  return std::make_unique<WeightedGrams>(part_of(grams_, members));
}

}  // namespace nasg::search
