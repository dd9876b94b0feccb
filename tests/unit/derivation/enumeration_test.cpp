// SPDX-License-Identifier: Apache-2.0
// Counts, ranks and probabilities against plain enumeration.
#include <gtest/gtest.h>

#include <set>

#include "runtime/derivation/variation.h"
#include "tests/support/brute_force.h"
#include "tests/support/chi_square.h"
#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

using namespace nasg::testing;

class SmallSpace : public ::testing::TestWithParam<NamedSpace> {
 protected:
  Built built_ = testing::build(GetParam().make());
  const ir::Space& space_ = *built_.space;
  std::vector<Enumerated> all_ = enumerate(space_);
};

const NamedSpace kSmall[] = {
    {"Nb201", [] { return nb201_like(); }},
    {"ConnectedNb201", [] { return nb201_like(true); }},
    {"RecursionOfDepth1", [] { return recursive_like(1); }},
    {"RecursionOfDepth2", [] { return recursive_like(2); }},
    {"RecursionOfDepth3", [] { return recursive_like(3); }},
    {"Let", [] { return let_like(); }},
    {"TwoRoots", [] { return two_roots_like(); }},
    {"NestedZero", [] { return nested_zero_like(); }},
};
INSTANTIATE_TEST_SUITE_P(Each, SmallSpace, ::testing::ValuesIn(kSmall),
                         [](const auto& info) { return info.param.name; });

TEST_P(SmallSpace, HasAsManyDerivationsAsAreEnumerated) {
  EXPECT_EQ(*built_.automaton.count(), static_cast<unsigned long>(all_.size()));
}

TEST_P(SmallSpace, UnrankGivesEachDerivationOnceAndRankTakesItBack) {
  std::set<Derivation> expected;
  for (const Enumerated& one : all_) expected.insert(one.derivation);
  std::set<Derivation> seen;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const std::optional<Derivation> derivation =
        unrank(space_, built_.automaton, static_cast<unsigned long>(i));
    ASSERT_TRUE(derivation);
    EXPECT_TRUE(is_valid(space_, built_.automaton, derivation->rules));
    EXPECT_EQ(*rank(space_, built_.automaton, *derivation), static_cast<unsigned long>(i));
    seen.insert(*derivation);
  }
  EXPECT_EQ(seen, expected);
  EXPECT_FALSE(unrank(space_, built_.automaton, *built_.automaton.count()));
  EXPECT_FALSE(unrank(space_, built_.automaton, -1));
}

TEST_P(SmallSpace, MassesOfTheRootsGiveTheProbabilityOfKeepingTheConstraints) {
  double expected = 0;
  for (const Enumerated& one : all_) expected += one.probability;
  double mass = 1;
  for (std::size_t root = 0; root < space_.roots.size(); ++root)
    mass *= built_.automaton[built_.automaton.start(root)].mass;
  EXPECT_NEAR(mass, expected, 1e-12);
}

TEST_P(SmallSpace, SamplesFollowTheWeightsGivenTheConstraints) {
  const auto interpreter = make_interpreter(space_, built_.automaton);
  Rng rng(2024);
  EXPECT_LT(chi_square_excess(all_, [&] { return *interpreter->sample(rng); }), kFourDeviations);
}

TEST_P(SmallSpace, UniformSamplesAreUniform) {
  Rng rng(2025);
  const auto draw = [&] { return *sample_uniform(space_, built_.automaton, rng); };
  EXPECT_LT(chi_square_excess(equally_likely(all_), draw), kFourDeviations);
}

TEST(Enumeration, TheChiSquareTestSeesASkew) {
  const Built built = testing::build(two_roots_like());
  const std::vector<Enumerated> all = equally_likely(enumerate(*built.space));
  Rng rng(1);
  const auto skewed = [&] {
    const Derivation drawn = *sample_uniform(*built.space, built.automaton, rng);
    const bool again = drawn.rules[1] < drawn.rules[2] && rng.below(3) == 0;
    return again ? *sample_uniform(*built.space, built.automaton, rng) : drawn;
  };
  EXPECT_GT(chi_square_excess(all, skewed), kFourDeviations);
}

TEST(Enumeration, HugeRanksComeBack) {
  const Built built = testing::build(hnb201_like());
  Rng rng(7);
  for (int i = 0; i < 50; ++i) {
    const std::optional<Derivation> drawn = sample_uniform(*built.space, built.automaton, rng);
    ASSERT_TRUE(drawn);
    const std::optional<ir::BigInt> index = rank(*built.space, built.automaton, *drawn);
    ASSERT_TRUE(index);
    EXPECT_EQ(*unrank(*built.space, built.automaton, *index), *drawn);
  }
}

TEST(Enumeration, AnInfiniteSpaceHasNoRanks) {
  const Built built = testing::build(endless_like(0.4));
  Rng rng(1);
  EXPECT_FALSE(sample_uniform(*built.space, built.automaton, rng));
  EXPECT_FALSE(unrank(*built.space, built.automaton, 0));
  EXPECT_FALSE(rank(*built.space, built.automaton, Derivation{{ir::RuleId(0)}}));
}

TEST(Enumeration, WhatIsNoDerivationHasNoRank) {
  const Built built = testing::build(nb201_like(true));
  Derivation cut{{ir::RuleId(0)}};
  for (int i = 0; i < 6; ++i) cut.rules.push_back(ir::RuleId(1));
  EXPECT_FALSE(rank(*built.space, built.automaton, cut));
}

}  // namespace
}  // namespace nasg::derivation
