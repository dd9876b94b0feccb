// SPDX-License-Identifier: Apache-2.0
// Searches for several values: who may, and that models find more of the front than chance.
#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "search/acquisition/pareto.h"
#include "tests/unit/strategies/search_helpers.h"

namespace nasg {
namespace {

using search::Observation;
using testing::call;
using testing::Ground;
using testing::number;

/// Convolutions against identities: 3x3 ones are the more the better, and so is what costs nothing.
std::vector<Observation> two_values(const Ground& ground, const ir::Setting& setting, std::size_t budget,
                                    std::uint64_t seed) {
  search::SearchContext context = ground.context();
  context.further = 1;
  const auto made = search::make_strategy(setting, context);
  std::vector<Observation> history;
  if (!made) {
    ADD_FAILURE() << made.error().message();
    return history;
  }
  while (history.size() < budget) {
    auto proposal = (*made)->propose(history, derivation::Rng(seed).fork(history.size()));
    if (!proposal) {
      ADD_FAILURE() << proposal.error().message();
      return history;
    }
    const double convolutions = testing::count(*ground.built.space, *proposal, "conv3x3");
    const double pools = testing::count(*ground.built.space, *proposal, "avg_pool");
    const double ids = testing::count(*ground.built.space, *proposal, "id");
    history.push_back({*std::move(proposal), convolutions + 0.5 * pools, 0, {ids + 0.5 * pools}});
    if (history.size() % 7 == 0) history.back() = {history.back().derivation, std::nullopt};
  }
  return history;
}

double volume(const std::vector<Observation>& history) {
  Eigen::MatrixXd points = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(history.size()), 2);
  for (std::size_t i = 0; i < history.size(); ++i)
    if (history[i].score)
      points.row(static_cast<Eigen::Index>(i)) << *history[i].score, history[i].further[0];
  return search::Hypervolume(points, Eigen::Vector2d(-1, -1)).value();
}

TEST(Fronts, AreSoughtBetterByModelAndByEvolutionThanByChance) {
  const Ground ground(testing::nb201_like());
  const auto mean = [&](const ir::Setting& setting) {
    double sum = 0;
    for (const std::uint64_t seed : {1, 2, 3, 4}) sum += volume(two_values(ground, setting, 45, seed)) / 4;
    return sum;
  };
  const double chance = mean(call("random"));
  EXPECT_GT(mean(call("bo")), chance + 3);
  EXPECT_GT(mean(call("evolution", {{"population", number(15)}, {"sample", number(5)}})), chance + 1);
}

TEST(Fronts, ProposalsFollowFromTheHistory) {
  const Ground ground(testing::nb201_like());
  search::SearchContext context = ground.context();
  context.further = 1;
  for (const char* name : {"auto", "bo", "evolution", "random"}) {
    const auto history = two_values(ground, call(name), 16, 5);
    const auto once = search::make_strategy(call(name), context);
    for (const std::size_t seen : {15U, 3U, 12U}) {
      const auto again = (*once)->propose(std::span(history).first(seen), derivation::Rng(5).fork(seen));
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(*again, history[seen].derivation) << name << " after " << seen;
    }
  }
}

TEST(Fronts, AStrategyForOneValueIsRefused) {
  const Ground ground(testing::nb201_like());
  search::SearchContext context = ground.context();
  context.further = 1;
  const auto made = search::make_strategy(call("local"), context);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, diag::code::E0764);
  const auto one = search::make_strategy(call("bo", {{"acquisition", call("ei")}}), context);
  EXPECT_FALSE(one);
  const auto several = search::make_strategy(call("bo", {{"acquisition", call("ehvi")}}), ground.context());
  EXPECT_FALSE(several);
}

}  // namespace
}  // namespace nasg
