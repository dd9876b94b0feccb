// SPDX-License-Identifier: Apache-2.0
// Local search steps to the first better neighbour, and goes on at random from a local optimum.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/strategies/search_helpers.h"

namespace nasg {
namespace {

using testing::call;
using testing::Ground;

/// Positions at which two derivations of one length differ.
std::size_t distance(const derivation::Derivation& a, const derivation::Derivation& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.rules.size(); ++i) count += a.rules[i] != b.rules[i] ? 1 : 0;
  return count;
}

std::vector<search::Observation> climb(const Ground& ground, std::uint64_t seed, int budget) {
  const auto score = [&](const derivation::Derivation& derivation) {
    return testing::count(*ground.built.space, derivation, "conv3x3");
  };
  return testing::run(ground, call("local"), score, budget, seed);
}

TEST(LocalSearch, StepsFromTheBestSoFarUntilItIsOnTop) {
  const Ground ground(testing::nb201_like());
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto history = climb(ground, seed, 120);
    std::size_t steps = 0;
    const search::Observation* stand = &history.front();
    for (std::size_t i = 1; i < history.size(); ++i) {
      if (i >= 10) {
        if (*stand->score == 6) break;
        EXPECT_EQ(distance(stand->derivation, history[i].derivation), 1U) << "trial " << i;
        ++steps;
      }
      if (*history[i].score > *stand->score) stand = &history[i];
    }
    EXPECT_EQ(*stand->score, 6) << "one optimum, and every step towards it is an improvement";
    EXPECT_GE(steps, 1U);
  }
}

TEST(LocalSearch, LooksAtAllNeighboursOfAnOptimumAndThenStartsAgain) {
  const Ground ground(testing::nb201_like());
  const auto history = climb(ground, 2, 200);
  const auto top = std::ranges::find_if(history, [](const auto& trial) { return *trial.score == 6; });
  ASSERT_NE(top, history.end());
  const auto is_neighbour = [&](const auto& trial) {
    return distance(top->derivation, trial.derivation) == 1;
  };
  const auto left = 24 - std::count_if(history.begin(), top, is_neighbour);
  EXPECT_TRUE(std::all_of(top + 1, top + 1 + left, is_neighbour));
  EXPECT_GT(distance(top->derivation, (top + 1 + left)->derivation), 1U);
}

}  // namespace
}  // namespace nasg
