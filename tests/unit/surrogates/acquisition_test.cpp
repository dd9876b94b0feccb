// SPDX-License-Identifier: Apache-2.0
// Acquisition functions against integrals, and the pool that maximises them.
#include "search/acquisition/acquisition.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "search/acquisition/climb.h"
#include "search/acquisition/pool.h"
#include "tests/support/spaces.h"

namespace nasg::search {
namespace {

/// The mean of gain(f) for f ~ N(mean, variance), by the midpoint rule.
template <class Gain>
double expectation(double mean, double variance, Gain gain) {
  const double deviation = std::sqrt(variance);
  constexpr int kSteps = 200000;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double z = -9 + 18 * (i + 0.5) / kSteps;
    sum += gain(mean + deviation * z) * std::exp(-0.5 * z * z);
  }
  return sum * 18 / kSteps / std::sqrt(2 * std::numbers::pi);
}

TEST(Acquisition, ExpectedImprovementIsTheMeanGain) {
  for (const double mean : {-1.0, 0.4, 2.0})
    for (const double variance : {0.01, 1.0, 3.0})
      EXPECT_NEAR(expected_improvement(mean, variance, 0.5),
                  expectation(mean, variance, [](double f) { return std::max(f - 0.5, 0.0); }), 1e-7);
}

TEST(Acquisition, ProbabilityOfImprovementIsTheShareAboveTheBest) {
  for (const double mean : {-1.0, 0.4, 2.0})
    EXPECT_NEAR(probability_of_improvement(mean, 0.7, 0.5),
                expectation(mean, 0.7, [](double f) { return f > 0.5 ? 1.0 : 0.0; }), 1e-4);
}

TEST(Acquisition, WithoutVarianceOnlyTheMeanCounts) {
  EXPECT_EQ(expected_improvement(2, 0, 0.5), 1.5);
  EXPECT_EQ(expected_improvement(0, 0, 0.5), 0);
  EXPECT_EQ(probability_of_improvement(2, 0, 0.5), 1);
  EXPECT_EQ(value({AcquisitionKind::kUpperConfidenceBound, 3}, 1, 4, 0), 7);
}

const Known kNothing = [](const derivation::Derivation&) { return false; };

struct Counter {
  int asked = 0;
  std::vector<double> operator()(const ir::Space& space, std::span<const derivation::Derivation> candidates) {
    std::vector<double> promises;
    for (const auto& candidate : candidates) {
      ++asked;
      double count = 0;
      for (const ir::RuleId rule : candidate.rules) count += space[rule].head == "conv3x3" ? 1 : 0;
      promises.push_back(count);
    }
    return promises;
  }
};

TEST(Pool, ClimbsToTheMostPromisingDerivation) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  Counter counter;
  const Promises promises = [&](auto candidates) { return counter(*built.space, candidates); };
  const auto best = most_promising(*variation, {}, kNothing, promises, {}, derivation::Rng(3));
  ASSERT_TRUE(best);
  EXPECT_EQ(counter(*built.space, {&*best, 1})[0], 6);
}

TEST(Pool, NeverProposesWhatWasEvaluated) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  Counter counter;
  const Promises promises = [&](auto candidates) { return counter(*built.space, candidates); };
  DerivationSet evaluated;
  const Known known = [&](const auto& candidate) { return evaluated.contains(candidate); };
  for (std::uint64_t i = 0; i < 12; ++i) {
    const auto best = most_promising(*variation, {}, known, promises, {}, derivation::Rng(i));
    ASSERT_TRUE(best);
    EXPECT_TRUE(evaluated.insert(*best).second);
    EXPECT_GE(counter(*built.space, {&*best, 1})[0], 5);
  }
}

TEST(Pool, AsksOnceForEachCandidate) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  DerivationSet seen;
  const Promises promises = [&](std::span<const derivation::Derivation> candidates) {
    for (const auto& candidate : candidates) EXPECT_TRUE(seen.insert(candidate).second);
    return std::vector<double>(candidates.size(), 1.0);
  };
  EXPECT_TRUE(most_promising(*variation, {}, kNothing, promises, {}, derivation::Rng(3)));
  EXPECT_GT(seen.size(), 200U);
}

struct ClimbTest : ::testing::Test {
  const testing::Built built = testing::build(testing::nb201_like());
  const std::unique_ptr<derivation::Variation> variation =
      derivation::make_interpreter(*built.space, built.automaton);
  const derivation::Neighbourhood neighbourhood{*built.space, built.automaton};
  Counter counter;
  const Promises convolutions = [this](auto candidates) { return counter(*built.space, candidates); };

  std::optional<derivation::Derivation> climb_on(const Promises& promises, const ClimbOptions& options,
                                                 const DerivationSet& evaluated = {},
                                                 std::uint64_t seed = 3) {
    const Known known = [&](const auto& candidate) { return evaluated.contains(candidate); };
    return climb(*variation, neighbourhood, {}, known, promises, options, derivation::Rng(seed));
  }
};

TEST_F(ClimbTest, OneStartIsEnoughWhereEveryStepLeadsUp) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto best = climb_on(convolutions, {.starts = 1}, {}, seed);
    ASSERT_TRUE(best);
    EXPECT_EQ(counter(*built.space, {&*best, 1})[0], 6);
  }
}

TEST_F(ClimbTest, NeverProposesWhatWasEvaluated) {
  DerivationSet evaluated;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const auto best = climb_on(convolutions, {.starts = 1}, evaluated, seed);
    ASSERT_TRUE(best);
    EXPECT_TRUE(evaluated.insert(*best).second);
    EXPECT_GE(counter(*built.space, {&*best, 1})[0], 5);
  }
}

TEST_F(ClimbTest, NothingIsAskedForNoCandidates) {
  const testing::Built few = testing::build(testing::recursive_like(1));
  const auto vary = derivation::make_interpreter(*few.space, few.automaton);
  const derivation::Neighbourhood around(*few.space, few.automaton);
  const Promises promises = [](std::span<const derivation::Derivation> candidates) {
    EXPECT_FALSE(candidates.empty());
    return std::vector<double>(candidates.size(), 1.0);
  };
  EXPECT_TRUE(climb(*vary, around, {}, kNothing, promises, {}, derivation::Rng(1)));
  EXPECT_TRUE(most_promising(*vary, {}, kNothing, promises, {}, derivation::Rng(1)));
}

TEST_F(ClimbTest, BeginsAtTheIncumbents) {
  const auto peak = climb_on(convolutions, {});
  ASSERT_TRUE(peak);
  DerivationSet neighbours;
  for (derivation::Derivation& next : neighbourhood.all(*peak)) neighbours.insert(std::move(next));
  const Promises only_there = [&](std::span<const derivation::Derivation> candidates) {
    std::vector<double> promises;
    for (const auto& candidate : candidates) promises.push_back(neighbours.contains(candidate) ? 1 : 0);
    return promises;
  };
  const auto best =
      climb(*variation, neighbourhood, {&*peak, 1}, kNothing, only_there, {.starts = 1}, derivation::Rng(1));
  ASSERT_TRUE(best);
  EXPECT_TRUE(neighbours.contains(*best));
}

TEST_F(ClimbTest, AStepLooksAtSoManyNeighboursAndAsksOnceForEach) {
  DerivationSet seen;
  std::vector<std::size_t> asked;
  const Promises level = [&](std::span<const derivation::Derivation> candidates) {
    for (const auto& candidate : candidates) EXPECT_TRUE(seen.insert(candidate).second);
    asked.push_back(candidates.size());
    return std::vector<double>(candidates.size(), 1.0);
  };
  EXPECT_TRUE(climb_on(level, {.starts = 1, .neighbours = 5}));
  EXPECT_EQ(asked, (std::vector<std::size_t>{1, 5}));
}

}  // namespace
}  // namespace nasg::search
