// SPDX-License-Identifier: Apache-2.0
// What every strategy keeps: it is a pure function, repeats nothing, lives with failures, ends when all is
// done.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "compiler/diag/codes/search.h"
#include "search/kernels/parallel.h"
#include "search/strategies/networks.h"
#include "tests/unit/strategies/search_helpers.h"

namespace nasg {
namespace {

using testing::call;
using testing::Ground;
using testing::number;

std::vector<ir::Setting> strategies() {
  return {call("auto", {{"initial", number(5)}}),
          call("random"),
          call("local", {{"starts", number(3)}}),
          call("evolution", {{"population", number(6)}, {"sample", number(3)}}),
          call("bo", {{"initial", number(5)}}),
          call("bo", {{"initial", number(5)}, {"kernel", call("wl")}, {"pool", call("mutation")}}),
          call("batch_bo", {{"initial", number(5)}, {"kernel", call("tw")}, {"batch", number(3)}}),
          call("assisted_evolution", {{"population", number(6)}, {"sample", number(3)}}),
          call("filtered", {{"strategy", call("random")}, {"by", call("any")}, {"of", number(4)}}),
          call("bananas", {{"initial", number(5)}, {"batch", number(3)}}),
          call("bo", {{"initial", number(5)}, {"pool", call("local", {{"starts", number(2)}})}}),
          call("bo", {{"initial", number(5)}, {"acquisition", call("ts")}}),
          call("bo", {{"initial", number(5)}, {"acquisition", call("mes")}, {"surrogate", call("radial")}}),
          call("bo", {{"initial", number(5)}, {"surrogate", call("forest")}})};
}

testing::Score convolutions(const Ground& ground) {
  return [&ground](const derivation::Derivation& derivation) {
    return testing::count(*ground.built.space, derivation, "conv3x3");
  };
}

TEST(Propose, TheSameHistoryAndSeedGiveTheSameProposal) {
  const Ground ground(testing::nb201_like());
  for (const ir::Setting& setting : strategies()) {
    const auto history = testing::run(ground, setting, convolutions(ground), 14, 5);
    ASSERT_EQ(history.size(), 14U);
    const auto once = search::make_strategy(setting, ground.context());
    for (const std::size_t seen : {std::size_t{13}, std::size_t{7}, std::size_t{0}, std::size_t{13}}) {
      const auto again = (*once)->propose(std::span(history).first(seen), derivation::Rng(5).fork(seen));
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(*again, history[seen].derivation) << setting.text() << " after " << seen;
    }
  }
}

/// Those above, and what is no search by full evaluations, or from elsewhere: all that there are.
std::vector<ir::Setting> every_strategy() {
  std::vector<ir::Setting> all = strategies();
  for (const char* name : {"halving", "hyperband", "asha"}) all.push_back(call(name));
  all.push_back(call("bohb", {{"initial", number(3)}, {"random", number(0)}}));
  all.push_back(call("te_nas", {{"measures", testing::list({call("params")})}, {"repeats", number(1)}}));
  all.push_back(call("xgb", {{"initial", number(5)}, {"batch", number(3)}}));
  all.push_back(call("plugin", {{"name", ir::Setting{std::string("greedy"), {}}}}));
  return all;
}

TEST(Propose, TheNumberOfThreadsChangesNothing) {
  ::setenv("NASG_PLUGINS", NASG_EXAMPLE_PLUGINS, 1);
  Ground ground(testing::nb201_like());
  ground.fidelities = {9, {}, true};
  std::set<std::string> names;
  for (const ir::Setting& setting : every_strategy()) {
    names.insert(ir::SettingReader(setting).name());
    search::limit_threads(1);
    const auto one = testing::run(ground, setting, convolutions(ground), 18, 5);
    for (const unsigned threads : {2U, 5U}) {
      search::limit_threads(threads);
      const auto several = testing::run(ground, setting, convolutions(ground), 18, 5);
      ASSERT_EQ(several.size(), one.size());
      for (std::size_t i = 0; i < one.size(); ++i) {
        EXPECT_EQ(several[i].derivation, one[i].derivation) << setting.text() << ", trial " << i;
        EXPECT_EQ(several[i].fidelity, one[i].fidelity) << setting.text() << ", trial " << i;
      }
    }
    search::limit_threads(0);
  }
  const std::vector<std::string> known = search::strategy_names();
  EXPECT_EQ(names, std::set<std::string>(known.begin(), known.end()));
}

TEST(Propose, AssistedEvolutionBeginsWithTheBestOfItsDraws) {
  const Ground ground(testing::nb201_like());
  const auto history =
      testing::run(ground, call("assisted_evolution", {{"population", number(10)}, {"drawn", number(200)}}),
                   convolutions(ground), 10, 3);
  for (std::size_t i = 1; i + 1 < history.size(); ++i)
    EXPECT_GE(*history[i].score, std::max(2.0, *history[i + 1].score)) << i;
}

TEST(Propose, AnotherSeedGivesAnotherSearch) {
  const Ground ground(testing::nb201_like());
  for (const ir::Setting& setting : strategies()) {
    const auto one = testing::run(ground, setting, convolutions(ground), 4, 5);
    const auto other = testing::run(ground, setting, convolutions(ground), 4, 6);
    EXPECT_NE(one.front().derivation, other.front().derivation) << setting.text();
  }
}

TEST(Propose, NothingIsEvaluatedTwice) {
  const Ground ground(testing::nb201_like());
  for (const ir::Setting& setting : strategies()) {
    const auto history = testing::run(ground, setting, convolutions(ground), 30, 8);
    std::set<derivation::Derivation> seen;
    for (const auto& trial : history) seen.insert(trial.derivation);
    EXPECT_EQ(seen.size(), 30U) << setting.text();
  }
}

TEST(Propose, FailedTrialsDoNotStopASearch) {
  const Ground ground(testing::nb201_like());
  const auto nothing = [](const derivation::Derivation&) { return std::optional<double>(); };
  const auto some = [&](const derivation::Derivation& derivation) -> std::optional<double> {
    if (testing::count(*ground.built.space, derivation, "avg_pool") > 1) return std::nullopt;
    return testing::count(*ground.built.space, derivation, "conv3x3");
  };
  for (const ir::Setting& setting : strategies()) {
    EXPECT_EQ(testing::run(ground, setting, nothing, 15, 2).size(), 15U) << setting.text();
    EXPECT_EQ(testing::run(ground, setting, some, 25, 2).size(), 25U) << setting.text();
  }
}

TEST(Propose, ScoresThatAreAllOneDoNotStopASearch) {
  const Ground ground(testing::nb201_like());
  const auto constant = [](const derivation::Derivation&) { return 7.0; };
  for (const ir::Setting& setting : strategies()) {
    const auto history = testing::run(ground, setting, constant, 20, 4);
    std::set<derivation::Derivation> seen;
    for (const auto& trial : history) seen.insert(trial.derivation);
    EXPECT_EQ(seen.size(), 20U) << setting.text();
  }
}

/// As a study holds them where an objective without a seed was evaluated again: one of them near the first
/// value, one far from it.
TEST(Propose, OneArchitectureWithSeveralScoresDoesNotStopASearch) {
  const Ground ground(testing::nb201_like());
  for (const ir::Setting& setting : strategies()) {
    std::vector<search::Observation> history = testing::run(ground, setting, convolutions(ground), 8, 4);
    for (std::size_t i = 0; i < 8; ++i) {
      history.push_back(history[i]);
      *history.back().score += i % 2 == 0 ? 0.5 : -0.5;
    }
    for (const double score : {-3.0, 7.0, 0.0}) history.push_back({history.front().derivation, score});
    const auto strategy = search::make_strategy(setting, ground.context());
    const auto proposal = (*strategy)->propose(history, derivation::Rng(1));
    ASSERT_TRUE(proposal) << setting.text() << ": " << proposal.error().message();
    for (const auto& trial : history) EXPECT_NE(*proposal, trial.derivation) << setting.text();
  }
}

TEST(Propose, ASpaceOfFourAndABudgetOfTenEndWithAMessage) {
  const Ground ground(testing::let_like());
  for (const ir::Setting& setting : strategies()) {
    const auto strategy = search::make_strategy(setting, ground.context());
    std::vector<search::Observation> history;
    std::set<derivation::Derivation> seen;
    while (history.size() < 10) {
      auto proposal = (*strategy)->propose(history, derivation::Rng(1).fork(history.size()));
      if (!proposal) {
        EXPECT_EQ(proposal.error().code, diag::code::E0710) << setting.text();
        EXPECT_EQ(proposal.error().message(),
                  "every architecture of `Regular` has been evaluated: there are 4");
        break;
      }
      seen.insert(*proposal);
      history.push_back({*std::move(proposal), static_cast<double>(history.size())});
    }
    EXPECT_EQ(history.size(), 4U) << setting.text();
    EXPECT_EQ(seen.size(), 4U) << setting.text();
  }
}

/// Of a space whose draws all grow past the limit.
struct Endless final : derivation::Variation {
  using Derivation = derivation::Derivation;
  bool sample(derivation::Rng&, Derivation&) const override { return false; }
  bool mutate(const Derivation&, derivation::Rng&, Derivation&) const override { return false; }
  std::optional<std::pair<Derivation, Derivation>> cross(const Derivation&, const Derivation&,
                                                         derivation::Rng&) const override {
    return std::nullopt;
  }
};

TEST(Propose, ASpaceThatNeverEndsADrawIsAnError) {
  const Ground ground(testing::endless_like(0.5));
  const Endless endless;
  search::SearchContext context{*ground.built.space, ground.built.automaton, endless};
  context.make_objective = ground.context().make_objective;
  for (const ir::Setting& setting : strategies()) {
    const auto strategy = search::make_strategy(setting, context);
    ASSERT_TRUE(strategy.ok());
    const auto proposal = (*strategy)->propose({}, derivation::Rng(1));
    ASSERT_FALSE(proposal.ok());
    EXPECT_EQ(proposal.error().code, diag::code::E0715);
  }
}

// Of the 15,625 cells many build one network: with few convolutions they are most.
TEST(Propose, ModelsProposeNoNetworkThatWasEvaluated) {
  const Ground ground(testing::nb201_like());
  const auto few = [&](const derivation::Derivation& derivation) {
    return -testing::count(*ground.built.space, derivation, "conv3x3") -
           testing::count(*ground.built.space, derivation, "conv1x1");
  };
  const search::Networks networks(*ground.built.space);
  for (const ir::Setting& setting :
       {call("bo", {{"initial", number(5)}}), call("bo", {{"initial", number(5)}, {"pool", call("local")}}),
        call("batch_bo", {{"initial", number(5)}, {"batch", number(4)}})}) {
    search::NetworkSet evaluated;
    const auto history = testing::run(ground, setting, few, 29, 3);
    for (std::size_t i = 0; i < history.size(); ++i) {
      const bool fresh = evaluated.insert(networks.of(history[i].derivation));
      EXPECT_TRUE(fresh || i < 5) << setting.text() << ", trial " << i;
    }
  }
}

TEST(Propose, BayesianOptimisationSaysWhatItFitted) {
  const Ground ground(testing::hnb201_like());
  const auto score = [&](const derivation::Derivation& derivation) {
    return testing::count(*ground.built.space, derivation, "conv3x3o");
  };
  const auto history = testing::run(ground, call("random"), score, 12, 4);
  const auto strategy = search::make_strategy(call("bo", {{"pool", call("mutation")}}), ground.context());
  ASSERT_TRUE((*strategy)->propose(history, derivation::Rng(1)).ok());
  EXPECT_NE((*strategy)->status().find("level weights"), std::string::npos) << (*strategy)->status();
}

}  // namespace
}  // namespace nasg
