// SPDX-License-Identifier: Apache-2.0
// Networks that hold many derivations.
#include "runtime/derivation/mixture.h"

#include <gtest/gtest.h>

#include "compiler/diag/codes/training.h"
#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

std::vector<Mixture*> open(std::vector<Mixture>& mixture) {
  std::vector<Mixture*> choices;
  for (Mixture& root : mixture) root.open_choices(choices);
  return choices;
}

TEST(Mixtures, UnfoldLeavesTheZerosOut) {
  const ir::Space space = testing::nb201_like();
  auto whole = *unfold(space, 100);
  const auto choices = open(whole);
  ASSERT_EQ(choices.size(), 6U);
  for (const Mixture* choice : choices) {
    const std::uint32_t rules = space[space[choice->ways[0].rule].lhs].rule_count;
    EXPECT_EQ(choice->ways.size(), rules - 1);
  }
}

TEST(Mixtures, AMixtureOfOneWayEachIsADerivation) {
  const ir::Space space = testing::nb201_like();
  auto mixture = *unfold(space, 100);
  for (Mixture* choice : open(mixture)) choice->ways.resize(1);
  const Derivation derivation = derivation_of(mixture);
  EXPECT_EQ(*build_plan(space, mixture), *build_plan(space, derivation));
}

TEST(Mixtures, AChoiceYieldsTheMeanOfItsWays) {
  const ir::Space space = testing::nb201_like();
  auto mixture = *unfold(space, 100);
  const auto choices = open(mixture);
  for (std::size_t i = 1; i < choices.size(); ++i) choices[i]->ways.resize(1);
  const Plan plan = *build_plan(space, mixture);
  std::size_t means = 0, branches = 0;
  for (const PlanStep& step : plan.steps)
    if (const auto* kind = std::get_if<ir::MergeKind>(&step.what); kind && *kind == ir::MergeKind::kMean) {
      ++means;
      branches += step.inputs.size();
    }
  ASSERT_GT(means, 0U);
  EXPECT_EQ(branches, means * choices[0]->ways.size());
}

TEST(Mixtures, TooManyWaysAreRefused) {
  const auto refused = unfold(testing::nb201_like(), 10);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, diag::code::E0647);
}

}  // namespace
}  // namespace nasg::derivation
