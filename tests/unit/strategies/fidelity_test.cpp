// SPDX-License-Identifier: Apache-2.0
// Strategies over fidelities: the brackets of the papers, promotions, and that both follow from the history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "compiler/diag/codes/search.h"
#include "search/strategies/brackets.h"
#include "tests/unit/strategies/search_helpers.h"

namespace nasg {
namespace {

using search::Bracket;
using search::Observation;
using testing::call;
using testing::Ground;
using testing::number;

/// Trials, fidelity after fidelity, in runs of equal ones: 9×1, 3×3, 1×9.
std::vector<std::pair<int, std::int64_t>> runs_of(const std::vector<Observation>& history) {
  std::vector<std::pair<int, std::int64_t>> runs;
  for (const Observation& trial : history) {
    if (runs.empty() || runs.back().second != trial.fidelity) runs.emplace_back(0, trial.fidelity);
    ++runs.back().first;
  }
  return runs;
}

testing::Score convolutions(const Ground& ground) {
  return [&ground](const derivation::Derivation& derivation) {
    return testing::count(*ground.built.space, derivation, "conv3x3") +
           0.01 * testing::count(*ground.built.space, derivation, "conv1x1");
  };
}

TEST(Brackets, HyperbandsOfEightyOneAreThoseOfThePaper) {
  // Li et al., JMLR 2018: n = ceil((s_max + 1) / (s + 1) 3^s), and floor(n 3^-i) at 3^(i + 4 - s).
  const auto fidelities = search::rung_fidelities({81, {}, false}, 3, 1);
  EXPECT_THAT(fidelities, ::testing::ElementsAre(1, 3, 9, 27, 81));
  const auto brackets = search::hyperband_brackets(fidelities, 3);
  ASSERT_EQ(brackets.size(), 5U);
  EXPECT_EQ(brackets[0], (Bracket{{1, 81}, {3, 27}, {9, 9}, {27, 3}, {81, 1}}));
  EXPECT_EQ(brackets[1], (Bracket{{3, 34}, {9, 11}, {27, 3}, {81, 1}}));
  EXPECT_EQ(brackets[2], (Bracket{{9, 15}, {27, 5}, {81, 1}}));
  EXPECT_EQ(brackets[3], (Bracket{{27, 8}, {81, 2}}));
  EXPECT_EQ(brackets[4], (Bracket{{81, 5}}));
}

TEST(Brackets, FidelitiesAreThoseThatTheObjectiveHas) {
  EXPECT_THAT(search::rung_fidelities({200, {12, 200}, false}, 3, 1), ::testing::ElementsAre(12, 200));
  EXPECT_THAT(search::rung_fidelities({10, {}, false}, 3, 1), ::testing::ElementsAre(1, 3, 10));
  EXPECT_THAT(search::rung_fidelities({64, {}, false}, 4, 5), ::testing::ElementsAre(16, 64));
  EXPECT_THAT(search::rung_fidelities({1, {}, false}, 3, 1), ::testing::ElementsAre(1));
  EXPECT_THAT(search::rung_fidelities({}, 3, 1), ::testing::IsEmpty());
}

TEST(Halving, PromotesTheBestOfEachRungAndBeginsAgain) {
  Ground ground(testing::nb201_like());
  ground.fidelities = {9, {}, true};
  const auto history = testing::run(ground, call("halving"), convolutions(ground), 26, 4);
  EXPECT_THAT(runs_of(history), ::testing::ElementsAre(std::pair(9, 1), std::pair(3, 3), std::pair(1, 9),
                                                       std::pair(9, 1), std::pair(3, 3), std::pair(1, 9)));
  // What reached the full fidelity is the best of the bracket, the first of equals.
  for (const std::size_t begin : {std::size_t{0}, std::size_t{13}}) {
    std::size_t best = begin;
    for (std::size_t i = begin; i < begin + 9; ++i)
      if (*history[i].score > *history[best].score) best = i;
    EXPECT_EQ(history[begin + 9].derivation, history[best].derivation);
    EXPECT_EQ(history[begin + 12].derivation, history[best].derivation);
  }
}

TEST(Halving, FailedTrialsAreNotPromoted) {
  Ground ground(testing::nb201_like());
  ground.fidelities = {9, {}, true};
  int evaluated = 0;
  const auto one = [&](const derivation::Derivation&) {
    return evaluated++ == 4 || evaluated > 9 ? std::optional(1.0) : std::nullopt;
  };
  const auto history = testing::run(ground, call("halving"), one, 12, 4);
  EXPECT_THAT(runs_of(history),
              ::testing::ElementsAre(std::pair(9, 1), std::pair(1, 3), std::pair(1, 9), std::pair(1, 1)));
  EXPECT_EQ(history[9].derivation, history[4].derivation);
  const auto never = [](const derivation::Derivation&) { return std::optional<double>(); };
  EXPECT_THAT(runs_of(testing::run(ground, call("hyperband"), never, 30, 4)),
              ::testing::ElementsAre(std::pair(9, 1), std::pair(5, 3), std::pair(3, 9), std::pair(9, 1),
                                     std::pair(4, 3)));
}

TEST(Halving, ASpaceThatIsTooSmallEndsARungEarly) {
  Ground ground(testing::let_like());
  ground.fidelities = {9, {}, true};
  ASSERT_EQ(ground.built.automaton.count(), 4);
  const auto until_the_end = [&](const char* name) {
    const auto made = search::make_strategy(call(name), ground.context());
    std::vector<Observation> history;
    while (history.size() < 100) {
      auto proposal = (*made)->propose(history, derivation::Rng(1).fork(history.size()));
      if (!proposal) {
        EXPECT_EQ(proposal.error().code, diag::code::E0710);
        break;
      }
      history.push_back({*std::move(proposal), static_cast<double>(history.size()), (*made)->fidelity()});
    }
    return runs_of(history);
  };
  EXPECT_THAT(until_the_end("halving"),
              ::testing::ElementsAre(std::pair(4, 1), std::pair(3, 3), std::pair(1, 9)));
  EXPECT_THAT(until_the_end("hyperband"),
              ::testing::ElementsAre(std::pair(4, 1), std::pair(3, 3), std::pair(1, 9)));
  EXPECT_THAT(until_the_end("asha"),
              ::testing::ElementsAre(std::pair(3, 1), std::pair(1, 3), std::pair(1, 1), std::pair(1, 3),
                                     std::pair(2, 9), std::pair(1, 3), std::pair(1, 9), std::pair(1, 3),
                                     std::pair(1, 9)));
}

TEST(Hyperband, GoesThroughItsBrackets) {
  Ground ground(testing::nb201_like());
  ground.fidelities = {9, {}, true};
  for (const char* name : {"hyperband", "bohb"}) {
    const auto history = testing::run(ground, call(name), convolutions(ground), 23, 4);
    EXPECT_THAT(runs_of(history), ::testing::ElementsAre(std::pair(9, 1), std::pair(3, 3), std::pair(1, 9),
                                                         std::pair(5, 3), std::pair(4, 9), std::pair(1, 1)))
        << name;
  }
}

TEST(Asha, PromotesOnceAThirdOfARungIsBeaten) {
  Ground ground(testing::nb201_like());
  ground.fidelities = {9, {}, true};
  // Later draws are worse, so that the promoted are known: the first of each three.
  int evaluated = 0;
  std::map<derivation::Derivation, double> scores;
  const auto falling = [&](const derivation::Derivation& derivation) {
    return std::optional(scores.try_emplace(derivation, -evaluated++).first->second);
  };
  const auto history = testing::run(ground, call("asha"), falling, 13, 4);
  std::vector<std::int64_t> fidelities;
  for (const Observation& trial : history) fidelities.push_back(trial.fidelity);
  EXPECT_THAT(fidelities, ::testing::ElementsAre(1, 1, 1, 3, 1, 1, 1, 3, 1, 1, 1, 3, 9));
  EXPECT_EQ(history[3].derivation, history[0].derivation);
  EXPECT_EQ(history[7].derivation, history[1].derivation);
  EXPECT_EQ(history[11].derivation, history[2].derivation);
  EXPECT_EQ(history[12].derivation, history[0].derivation);
}

TEST(Fidelities, ProposalsFollowFromTheHistory) {
  Ground ground(testing::nb201_like());
  ground.fidelities = {27, {}, true};
  for (const char* name : {"halving", "hyperband", "asha", "bohb"}) {
    const auto history = testing::run(ground, call(name), convolutions(ground), 60, 5);
    const auto once = search::make_strategy(call(name), ground.context());
    for (const std::size_t seen : {0U, 59U, 28U, 41U, 3U}) {
      const auto again = (*once)->propose(std::span(history).first(seen), derivation::Rng(5).fork(seen));
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(*again, history[seen].derivation) << name << " after " << seen;
      EXPECT_EQ((*once)->fidelity(), history[seen].fidelity) << name << " after " << seen;
    }
  }
}

TEST(Fidelities, AnObjectiveWithoutThemIsRefused) {
  const Ground ground(testing::nb201_like());
  for (const char* name : {"halving", "hyperband", "asha", "bohb"}) {
    const auto made = search::make_strategy(call(name), ground.context());
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().code, diag::code::E0762);
  }
}

TEST(Bohb, TheModelFindsBetterStartsThanChance) {
  Ground ground(testing::nb201_like());
  ground.fidelities = {9, {}, true};
  const auto mean_start = [&](const char* name) {
    double sum = 0;
    int starts = 0;
    for (const std::uint64_t seed : {1, 2, 3}) {
      const auto history = testing::run(ground, call(name), convolutions(ground), 60, seed);
      for (const Observation& trial : std::span(history).subspan(30)) {
        if (trial.fidelity != 1) continue;
        sum += *trial.score;
        ++starts;
      }
    }
    return sum / starts;
  };
  EXPECT_GT(mean_start("bohb"), mean_start("hyperband") + 0.5);
}

}  // namespace
}  // namespace nasg
