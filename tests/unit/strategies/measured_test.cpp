// SPDX-License-Identifier: Apache-2.0
// Strategies that measure architectures before they are evaluated.
#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "compiler/diag/codes/training.h"
#include "tests/unit/strategies/search_helpers.h"

namespace nasg {
namespace {

using derivation::Derivation;
using testing::call;
using testing::Ground;
using testing::number;

double convolutions(const Ground& ground, const Derivation& derivation) {
  return testing::count(*ground.built.space, derivation, "conv3x3");
}

double mean_score(const Ground& ground, const ir::Setting& strategy) {
  double sum = 0;
  for (const auto& trial :
       testing::run(ground, strategy, [&](const Derivation& d) { return convolutions(ground, d); }, 30, 7))
    sum += *trial.score / 30;
  return sum;
}

// Of six edges a random cell has 1.2 convolutions; the largest of 20 draws is above 3 nearly always.
TEST(Filtered, TakesTheBestOfSeveralProposals) {
  const Ground ground(testing::nb201_like());
  const double plain = mean_score(ground, call("random"));
  const double filtered = mean_score(
      ground, call("filtered", {{"strategy", call("random")}, {"by", call("any")}, {"of", number(20)}}));
  EXPECT_LT(plain, 2);
  EXPECT_GT(filtered, 2.7);
}

TEST(Filtered, OneProposalIsTheStrategysOwn) {
  const Ground ground(testing::nb201_like());
  const auto inner = search::make_strategy(call("random"), ground.context());
  const auto one = search::make_strategy(
      call("filtered", {{"strategy", call("random")}, {"by", call("any")}, {"of", number(1)}}),
      ground.context());
  EXPECT_EQ(*(*one)->propose({}, derivation::Rng(4)), *(*inner)->propose({}, derivation::Rng(4).fork(0)));
}

TEST(Filtered, AsksForAStrategyAndAMeasure) {
  const Ground ground(testing::nb201_like());
  const auto made = search::make_strategy(call("filtered", {{"by", call("any")}}), ground.context());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, diag::code::E0702);
}

// What costs most goes first: no convolution is left.
TEST(TeNas, PrunesWhatTheMeasureGainsBy) {
  const Ground ground(testing::nb201_like());
  const auto strategy = search::make_strategy(
      call("te_nas", {{"measures", testing::list({call("params")})}, {"repeats", number(1)}}),
      ground.context());
  ASSERT_TRUE(strategy.ok());
  const auto found = (*strategy)->propose({}, derivation::Rng(1));
  ASSERT_TRUE(found.ok());
  for (const char* gone : {"conv3x3", "conv1x1", "zero"})
    EXPECT_EQ(testing::count(*ground.built.space, *found, gone), 0) << gone;
  EXPECT_TRUE(derivation::is_valid(*ground.built.space, ground.built.automaton, found->rules));
  EXPECT_EQ(*(*strategy)->propose({}, derivation::Rng(1)), *found);
  // What was evaluated is not proposed again.
  const std::vector<search::Observation> history{{*found, 1.0, 0}};
  EXPECT_NE(*(*strategy)->propose(history, derivation::Rng(2)), *found);
}

TEST(TeNas, ASpaceWithoutEndIsRefused) {
  const Ground ground(testing::recursive_like(40));
  const auto made = search::make_strategy(call("te_nas", {{"measures", testing::list({call("params")})}}),
                                          ground.context());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, diag::code::E0647);
}

}  // namespace
}  // namespace nasg
