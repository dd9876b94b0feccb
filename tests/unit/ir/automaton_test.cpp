// SPDX-License-Identifier: Apache-2.0
// The automaton: counts, masses, and what it refuses.
#include "compiler/ir/automaton.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/space_builder.h"
#include "tests/support/spaces.h"

namespace nasg::ir {
namespace {

using namespace nasg::testing;

std::string count_of(const Space& space) {
  const Built built = testing::build(space);
  const std::optional<BigInt> count = built.automaton.count();
  return count ? count->get_str() : "infinite";
}

std::string code_of(const diag::Result<Automaton>& result) {
  return result ? "" : diag::info(result.error().code).id;
}

const Choice* choice_of(const Built& built, const State& state, const std::string& head) {
  for (const Choice& choice : state.choices)
    if ((*built.space)[choice.rule].head == head) return &choice;
  return nullptr;
}

TEST(Counting, Nb201CellHas15625Terms) {
  EXPECT_EQ(count_of(nb201_like()), "15625");
}

TEST(Counting, ConnectedNb201CellHas15284Terms) {
  EXPECT_EQ(count_of(nb201_like(true)), "15284");
}

TEST(Counting, HierarchicalNb201HasThePublished376Digits) {
  EXPECT_EQ(count_of(hnb201_like()),
            "6997023323344949136756792892541530485044960707205669786695392520835453298684546349572293930739"
            "8137811271791098927140609452155245040542183736198802429345932542106836702580255002977475783441"
            "9830635140368445702859657145599863178960930176628854921439868819135860704717938414786682472057"
            "0070323496567990203805778332371047145685806885538064589395055343147501219194862841159566267523");
}

TEST(Counting, ConnectedCellOfTheHierarchyHas728919959Terms) {
  const Built built = testing::build(hnb201_like());
  for (std::size_t i = 0; i < built.automaton.size(); ++i) {
    const State& state = built.automaton[StateId(i)];
    if ((*built.space)[state.nonterminal].name == "CELL") {
      EXPECT_EQ(state.count, 728919959);
    }
  }
}

TEST(Counting, RecursionToADepthFollowsItsRecurrence) {
  // f(1) = 2 leaves, f(d) = 2 + 2 f(d-1)^2: both BLOCK >> BLOCK and Residual2 hold two blocks.
  BigInt expected = 2;
  for (std::uint32_t depth = 1; depth <= 8; ++depth) {
    EXPECT_EQ(count_of(recursive_like(depth)), expected.get_str()) << "depth " << depth;
    expected = 2 + 2 * expected * expected;
  }
}

TEST(Counting, RecursionWithoutLimitIsInfinite) {
  EXPECT_EQ(count_of(endless_like(0.3)), "infinite");
}

TEST(Counting, CountsBeyondTheLimitOfBitsCountAsInfinite) {
  EXPECT_EQ(count_of(recursive_like(40)), "infinite");
  EXPECT_NE(count_of(recursive_like(15)), "infinite");
}

TEST(Counting, SharedPartsCountOnce) {
  EXPECT_EQ(count_of(let_like()), "4");
}

TEST(Counting, RootsMultiply) {
  EXPECT_EQ(count_of(two_roots_like()), std::to_string(25 * 24));
}

TEST(Counting, SubtermsThatAreZeroCountAsZero) {
  // X: OP >> OP of 9 (4 of them connected), Linear2(id, OP) of 3 (2), zero: 6 of 13 are connected.
  EXPECT_EQ(count_of(nested_zero_like()), std::to_string(6 * 6 * 6));
}

TEST(Masses, AConstraintTakesAwayWhatItForbids) {
  const Built built = testing::build(nb201_like(true));
  const State& start = built.automaton[built.automaton.start(0)];
  EXPECT_NEAR(start.mass, 15284.0 / 15625, 1e-14);
  EXPECT_EQ(start.choices.size(), 47U);
}

TEST(Masses, AnEndlessRecursionHasTheLeastSolutionOfItsEquation) {
  // m = (1 - s) + s m^2 has the solutions 1 and (1 - s) / s.
  for (const double share : {0.2, 0.4, 0.6, 0.8}) {
    const Built built = testing::build(endless_like(share));
    const State& start = built.automaton[built.automaton.start(0)];
    EXPECT_NEAR(start.mass, std::min(1.0, (1 - share) / share), 1e-12) << share;
    EXPECT_FALSE(start.finite);
    const Choice* recursion = choice_of(built, start, ">>");
    ASSERT_NE(recursion, nullptr);
    EXPECT_NEAR(recursion->mass, share * start.mass * start.mass, 1e-12);
  }
}

TEST(Thresholds, FollowWeights) {
  const Built built = testing::build(hnb201_like());
  const NonterminalId ops =
      (*built.space)[built.space->rules.back().lhs].name == "NORM" ? NonterminalId(6) : NonterminalId();
  ASSERT_EQ((*built.space)[ops].name, "OPS");
  const State& state = built.automaton[*built.automaton.find(ops, kEither, kUnlimitedDepth)];
  ASSERT_EQ(state.choices.size(), 4U);
  EXPECT_NEAR(state.choices[3].mass, 0.4, 1e-15);
}

TEST(States, WhatCannotBeOtherwiseNeedNotBeAsked) {
  const Built built = testing::build(hnb201_like());
  const NonterminalId act = built.space->rules[built.space->rules.size() - 9].lhs;
  ASSERT_EQ((*built.space)[act].name, "ACT");
  EXPECT_EQ(built.automaton.find(act, kConnected, kUnlimitedDepth),
            built.automaton.find(act, kEither, kUnlimitedDepth));
  EXPECT_FALSE(built.automaton.find(act, kCut, kUnlimitedDepth));
}

TEST(States, DepthIsBroughtDownToTheHeight) {
  const Built built = testing::build(recursive_like(5));
  const NonterminalId block(0);
  EXPECT_EQ(built.automaton.find(block, kEither, 9), built.automaton.find(block, kEither, 5));
  EXPECT_NE(built.automaton.find(block, kEither, 4), built.automaton.find(block, kEither, 5));
  EXPECT_FALSE(built.automaton.find(block, kEither, 0));
}

TEST(States, OnlyThoseWithTwoPossibleDerivationsVary) {
  const Built built = testing::build(hnb201_like());
  int fixed = 0;
  for (std::size_t i = 0; i < built.automaton.size(); ++i) {
    const State& state = built.automaton[StateId(i)];
    if (state.varies) continue;
    ++fixed;
    EXPECT_EQ(state.needs, kCut) << "only `zero` alone leaves no choice";
  }
  EXPECT_EQ(fixed, 1);
}

TEST(States, AlternativesOfWeightZeroAreCountedAndNeverDrawn) {
  SpaceBuilder builder("S", {4}, {4});
  builder.rule("X", leaf("id"));
  builder.rule("X", leaf("relu"), {.weight = 0, .connected = false, .lets = {}});
  const Built built = testing::build(builder.build());
  const State& start = built.automaton[built.automaton.start(0)];
  EXPECT_EQ(start.count, 2);
  EXPECT_EQ(start.choices[1].mass, 0);
  EXPECT_FALSE(start.varies);
}

TEST(Refusals, ARootThatMustConnectButCannotIsE0403) {
  SpaceBuilder builder("S", {4}, {4});
  builder.rule("X", chain({nt("Z"), nt("Z")}), {.weight = 1, .connected = true, .lets = {}});
  builder.rule("Z", leaf("zero"));
  EXPECT_EQ(code_of(Automaton::build(builder.build())), "E0403");
}

TEST(Refusals, ADepthThatNoDerivationReachesIsE0403) {
  SpaceBuilder builder("S", {4}, {4});
  builder.rule("X", chain({nt("Y"), nt("Y")}));
  builder.rule("Y", leaf("id"));
  builder.depth_limit(1);
  EXPECT_EQ(code_of(Automaton::build(builder.build())), "E0403");
  builder.depth_limit(2);
  EXPECT_EQ(code_of(Automaton::build(builder.build())), "");
}

Space wide(std::size_t parts, bool connected) {
  SpaceBuilder builder("S", {4}, {4});
  builder.rule("X", chain(std::vector<Body>(parts, nt("Y"))),
               {.weight = 1, .connected = connected, .lets = {}});
  builder.leaves("Y", {"id", "zero"});
  return builder.build();
}

TEST(Refusals, MoreThanSixteenMixedPartsUnderAConstraintAreE0402) {
  EXPECT_EQ(code_of(Automaton::build(wide(16, true))), "");
  EXPECT_EQ(code_of(Automaton::build(wide(17, true))), "E0402");
  EXPECT_EQ(count_of(wide(17, false)), std::to_string(1 << 17));
}

}  // namespace
}  // namespace nasg::ir
