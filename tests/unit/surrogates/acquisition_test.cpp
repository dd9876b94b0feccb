// SPDX-License-Identifier: Apache-2.0
// Acquisition functions against integrals, and the pool that maximises them.
#include "search/acquisition/acquisition.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

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
  const auto best = most_promising(*variation, {}, {}, promises, {}, derivation::Rng(3));
  ASSERT_TRUE(best);
  EXPECT_EQ(counter(*built.space, {&*best, 1})[0], 6);
}

TEST(Pool, NeverProposesWhatWasEvaluated) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  Counter counter;
  const Promises promises = [&](auto candidates) { return counter(*built.space, candidates); };
  DerivationSet evaluated;
  for (std::uint64_t i = 0; i < 12; ++i) {
    const auto best = most_promising(*variation, {}, evaluated, promises, {}, derivation::Rng(i));
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
  EXPECT_TRUE(most_promising(*variation, {}, {}, promises, {}, derivation::Rng(3)));
  EXPECT_GT(seen.size(), 200U);
}

}  // namespace
}  // namespace nasg::search
