// SPDX-License-Identifier: Apache-2.0
// Regression trees: their splits against all that there are.
#include "search/surrogates/tree.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "search/surrogates/targets.h"

namespace nasg::search {
namespace {

using Eigen::Index;

/// Sparse columns, columns full of numbers, and some below 0.
Rows numbers(Index rows, derivation::Rng& rng) {
  Rows made = Rows::Zero(rows, 12);
  for (Index row = 0; row < rows; ++row)
    for (Index column = 0; column < 12; ++column) {
      const bool sparse = column < 6;
      if (sparse && rng.uniform() < 0.8) continue;
      made(row, column) = static_cast<float>(rng.below(5)) - (column % 3 == 0 ? 2.0F : 0.0F);
    }
  return made;
}

TEST(Tree, TheRootSplitLeavesTheLeastSquaresOfItsSample) {
  derivation::Rng rng(5);
  const Rows rows = numbers(40, rng);
  Eigen::VectorXd targets(40);
  for (double& target : targets) target = normal(rng);
  const TreeData data(rows, targets);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    constexpr double kLeaf = 3;
    const Tree tree(data, 3, derivation::Rng(seed));
    // The same draws as the tree: its sample, then a third of the columns.
    derivation::Rng draws(seed);
    Eigen::VectorXd weight = Eigen::VectorXd::Zero(40);
    for (int i = 0; i < 40; ++i) ++weight[static_cast<Index>(draws.below(40))];
    double least = INFINITY, left_mean = 0, right_mean = 0;
    Index split = -1;
    float threshold = 0;
    for (int i = 0; i < 4; ++i) {
      const auto column = static_cast<Index>(draws.below(12));
      const std::set<float> values(rows.col(column).begin(), rows.col(column).end());
      for (const float cut : values) {
        const Eigen::ArrayXd below = (rows.col(column).array() <= cut).cast<double>() * weight.array();
        const Eigen::ArrayXd above = weight.array() - below;
        if (below.sum() < kLeaf || above.sum() < kLeaf) continue;
        const double low = (below * targets.array()).sum() / below.sum();
        const double high = (above * targets.array()).sum() / above.sum();
        const double squares = (below * (targets.array() - low).square()).sum() +
                               (above * (targets.array() - high).square()).sum();
        if (squares >= least - 1e-9) continue;
        least = squares;
        split = column;
        threshold = cut;
        left_mean = low;
        right_mean = high;
      }
    }
    ASSERT_GE(split, 0);
    // Leaves that all lie on one side have, by weight, the mean of that side.
    double left = 0, right = 0, in_left = 0, in_right = 0;
    for (Index row = 0; row < 40; ++row) {
      const double said = weight[row] * tree.leaf_of(rows, row).mean;
      const bool below = rows(row, split) <= threshold;
      (below ? left : right) += said;
      (below ? in_left : in_right) += weight[row];
    }
    EXPECT_NEAR(left / in_left, left_mean, 1e-9) << seed;
    EXPECT_NEAR(right / in_right, right_mean, 1e-9) << seed;
  }
}

}  // namespace
}  // namespace nasg::search
