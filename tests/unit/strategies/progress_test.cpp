// SPDX-License-Identifier: Apache-2.0
// Strategies that learn find more than random search does, on objectives whose answer is known.
#include <gtest/gtest.h>

#include "tests/unit/strategies/search_helpers.h"

namespace nasg {
namespace {

using testing::call;
using testing::Ground;

/// The mean of the best score over two seeds.
double mean_best(const Ground& ground, const ir::Setting& strategy, const testing::Score& score, int budget) {
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= 2; ++seed)
    sum += testing::best(testing::run(ground, strategy, score, budget, seed));
  return sum / 2;
}

/// With a small pool, for speed.
ir::Setting bo() {
  return call(
      "bo",
      {{"pool", call("evolution", {{"size", testing::number(60)}, {"generations", testing::number(2)}})}});
}

TEST(Progress, BayesianOptimisationFindsFarMoreConvolutionsThanRandomSearch) {
  const Ground ground(testing::hnb201_like());
  const auto score = [&](const derivation::Derivation& derivation) {
    return testing::count(*ground.built.space, derivation, "conv3x3o") -
           testing::count(*ground.built.space, derivation, "avg_pool");
  };
  const double at_random = mean_best(ground, call("random"), score, 20);
  const double found = mean_best(ground, bo(), score, 20);
  EXPECT_GT(found, at_random + 20);
}

TEST(Progress, BayesianOptimisationFindsTheBestCell) {
  const Ground ground(testing::nb201_like());
  // Edges count by position: what must be learned is more than a count.
  const auto score = [](const derivation::Derivation& derivation) {
    double sum = 0;
    for (std::size_t edge = 1; edge < derivation.rules.size(); ++edge) {
      const auto op = derivation.rules[edge].index();
      sum += static_cast<double>(edge % 3 + 1) * (op == 4 ? 2.0 : op == 2 ? 1.0 : 0.0);
    }
    return sum;
  };
  const double at_random = mean_best(ground, call("random"), score, 40);
  EXPECT_GT(mean_best(ground, bo(), score, 40), at_random + 3);
  EXPECT_EQ(mean_best(ground, call("auto"), score, 60), 24) << "2 on each edge, times 2, 3, 1, 2, 3, 1";
}

TEST(Progress, EvolutionFindsMoreConvolutionsThanRandomSearch) {
  const Ground ground(testing::nb201_like());
  const auto score = [&](const derivation::Derivation& derivation) {
    return testing::count(*ground.built.space, derivation, "conv3x3");
  };
  EXPECT_GT(mean_best(ground, call("evolution"), score, 120),
            mean_best(ground, call("random"), score, 120) + 1);
}

}  // namespace
}  // namespace nasg
