// SPDX-License-Identifier: Apache-2.0
// Which expressions let their input through.
#include "compiler/ir/connection.h"

#include <gtest/gtest.h>

#include <bit>

#include "compiler/ir/automaton.h"
#include "tests/support/space_builder.h"
#include "tests/support/spaces.h"

namespace nasg::ir {
namespace {

using namespace nasg::testing;

/// The only rule of X with that body; its holes derive Y = id | zero.
Space with_rule(Body body) {
  SpaceBuilder builder("S", {4}, {4});
  builder.op("cutting", {{"relu", {}}, {"zero", {}}});
  builder.op("passing", {{"relu", {}}, {"tanh", {}}});
  builder.rule("X", std::move(body));
  builder.leaves("Y", {"id", "zero"});
  return builder.build();
}

bool connected(const Space& space, std::vector<Connection> holes) {
  return testing::build(space).automaton.connection(RuleId(0), holes) == kConnected;
}

TEST(Connection, OpsAreEntered) {
  EXPECT_FALSE(connected(with_rule(leaf("cutting")), {}));
  EXPECT_TRUE(connected(with_rule(leaf("passing")), {}));
}

TEST(Connection, ChainsNeedEveryPart) {
  const Space space = with_rule(chain({nt("Y"), nt("Y")}));
  EXPECT_TRUE(connected(space, {kConnected, kConnected}));
  EXPECT_FALSE(connected(space, {kConnected, kCut}));
  EXPECT_FALSE(connected(space, {kCut, kConnected}));
}

TEST(Connection, SumsMaximaMeansAndConcatenationsNeedOneBranch) {
  for (const MergeKind kind : {MergeKind::kAdd, MergeKind::kMax, MergeKind::kMean, MergeKind::kConcatenate}) {
    const Space space = with_rule(merge(kind, {nt("Y"), nt("Y")}));
    EXPECT_TRUE(connected(space, {kConnected, kCut})) << name(kind);
    EXPECT_FALSE(connected(space, {kCut, kCut})) << name(kind);
  }
}

TEST(Connection, ProductsNeedEveryBranch) {
  for (const MergeKind kind : {MergeKind::kMultiply, MergeKind::kMatmul}) {
    const Space space = with_rule(merge(kind, {nt("Y"), nt("Y")}));
    EXPECT_FALSE(connected(space, {kConnected, kCut})) << name(kind);
    EXPECT_TRUE(connected(space, {kConnected, kConnected})) << name(kind);
  }
}

TEST(Connection, ASkipBesideACutPathConnects) {
  EXPECT_TRUE(
      connected(with_rule(merge(MergeKind::kAdd, {chain({nt("Y"), leaf("zero")}), leaf("id")})), {kCut}));
}

TEST(Connection, FortySevenOfTheSixtyFourPatternsOfACellConnect) {
  const Built built = testing::build(nb201_like());
  int count = 0;
  for (unsigned pattern = 0; pattern < 64; ++pattern) {
    std::vector<Connection> holes;
    for (unsigned i = 0; i < 6; ++i) holes.push_back((pattern >> i & 1) != 0 ? kCut : kConnected);
    count += built.automaton.connection(RuleId(0), holes) == kConnected;
  }
  EXPECT_EQ(count, 47);
}

TEST(Connection, RulesWithMoreHolesThanTheTableAreEvaluated) {
  const Space space = with_rule(chain(std::vector<Body>(70, nt("Y"))));
  std::vector<Connection> holes(70, kConnected);
  EXPECT_TRUE(connected(space, holes));
  holes[69] = kCut;
  EXPECT_FALSE(connected(space, holes));
}

TEST(Connection, AConstrainedRuleThatIsCutHasNone) {
  const Built built = testing::build(nb201_like(true));
  const std::vector<Connection> holes(6, kCut);
  EXPECT_FALSE(built.automaton.connection(RuleId(0), holes));
}

}  // namespace
}  // namespace nasg::ir
