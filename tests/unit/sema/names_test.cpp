// SPDX-License-Identifier: Apache-2.0
// Names, arguments and structure: what is refused, where, and with which words.
#include <gmock/gmock.h>

#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using testing::Checked;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::space;

TEST(Naming, AnUnknownNameIsShownWithTheNearestOne) {
  const Checked checked(space("start = relu | sigmod;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0203 1:51 there is no function named `sigmod`"));
  ASSERT_EQ(checked.first().fixes.size(), 1u);
  EXPECT_EQ(checked.first().fixes[0].replacement, "sigmoid");
  EXPECT_EQ(checked.at(checked.first().fixes[0].place), "sigmod");
}

TEST(Naming, AllErrorsOfAFileAreReportedInOneRun) {
  const Checked checked(
      "op a = rleu;\n"
      "op b = conv2d(C);\n"
      "topology T(x) = |p| { y = x(p); x(q) }\n"
      "space S : [3, 8, 8] -> [3, 8, 8] {\n"
      "  start = a | b | T(relu) | gelu >> missing | linear(3);\n"
      "}\n");
  EXPECT_THAT(checked.found(), ElementsAre("E0203 1:8 there is no function named `rleu`",
                                           "E0207 2:8 `conv2d` needs a value for `kernel`",
                                           "E0203 3:35 there is no function named `q`",
                                           "E0203 5:37 there is no function named `missing`",
                                           "E0303 5:47 `linear` cannot take [C, H, W]: it takes a vector [N] "
                                           "or rows [T, F], and is given 3 dimensions"));
}

TEST(Naming, WhatStandsInABrokenDeclarationIsNoNews) {
  const Checked checked("op a = relu >> >> rleu;\nop b = rleu;\n" + space("start = b | a | id;"));
  EXPECT_THAT(checked.codes(), ElementsAre("E0101", "E0203"));
  EXPECT_EQ(checked.found()[1], "E0203 2:8 there is no function named `rleu`");
  EXPECT_FALSE(checked.space("S"));
}

TEST(Naming, ASecondDefinitionPointsToTheFirst) {
  const Checked checked(space("start = relu | A; A = relu | gelu; A = id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0201 1:71 `A` is defined twice"));
  ASSERT_EQ(checked.first().labels.size(), 1u);
  EXPECT_EQ(checked.first().labels[0].text, "first defined here");
  EXPECT_EQ(checked.first().labels[0].place.begin, 53u);
}

TEST(Naming, ANonterminalHidesTheDimensionOfItsName) {
  const Checked checked(space("start = conv2d(C, kernel = 1) | C; C = relu | id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0214 1:51 expected a number, found the nonterminal `C`"));
}

TEST(Naming, ATopologyTakesAsManyArgumentsAsItHasParameters) {
  const Checked checked("import std.topology;\n" + space("start = Residual3(relu, gelu, id) | id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0204 2:44 `Residual3` takes 4 arguments, and is given 3"));
}

TEST(Naming, ABareTopologyLacksItsArguments) {
  const Checked checked("import std.topology;\n" + space("start = Linear2 | id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0204 2:44 `Linear2` takes 2 arguments, and is given 0"));
}

TEST(Naming, TermsMayGiveTheArgumentsOfATopologyByName) {
  const Checked checked("import std.topology;\n" +
                        space("start = Linear2(b = A, a = gelu) | id; A = relu | id;"));
  EXPECT_THAT(checked.found(), IsEmpty());
}

TEST(Structure, AGrammarWithoutAWayOutNamesItsCycle) {
  const Checked checked(space("start = relu >> A | B; A = gelu >> B; B = silu >> A;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0216 1:59 `A` has no finite derivation"));
  EXPECT_THAT(checked.first().notes, ElementsAre("each of its alternatives leads back: A -> B -> A"));
}

TEST(Structure, AUnitCycleIsRefusedThoughThereIsAWayOut) {
  const Checked checked(space("start = A; A = B | relu; B = A | id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0231 1:47 `A` derives itself without adding anything"));
}

TEST(Structure, ANonterminalThatNothingReachesIsAWarning) {
  const Checked checked(space("frame = A; A = relu | id; B = gelu | id;"));
  EXPECT_THAT(checked.found(),
              ElementsAre("W0217 1:62 `B` is never used: nothing that is derived leads to it"));
  EXPECT_TRUE(checked.space("S").has_value());
}

TEST(Search, ItsEntriesBecomeSettings) {
  const Checked checked(
      space("start = relu | id;") +
      "\nsearch q on S { objective = train(data = digits, epochs = 3); strategy = bo(kernel = hwl);"
      " budget = 40 evaluations; seed = 777; }");
  ASSERT_THAT(checked.found(), IsEmpty());
  ASSERT_EQ(checked.program().searches().size(), 1u);
  const ir::SearchSpec& search = checked.program().searches()[0];
  EXPECT_EQ(search.name, "q");
  EXPECT_EQ(search.space, "S");
  EXPECT_EQ(search.objective->text(), "train(data = digits, epochs = 3)");
  EXPECT_EQ(search.strategy->text(), "bo(kernel = hwl)");
  EXPECT_EQ(search.evaluations, 40);
  EXPECT_EQ(search.seed, 777u);
}

TEST(Search, AnUnknownKeyIsShownWithTheNearestOne) {
  const Checked checked(space("start = relu | id;") + "\nsearch q on S { stratgy = random; }");
  EXPECT_THAT(checked.found(), ElementsAre("E0203 2:17 there is no entry of a search named `stratgy`"));
  EXPECT_EQ(checked.first().fixes.at(0).replacement, "strategy");
}

TEST(Search, ASpaceWithTheSearchsArgumentsIsCheckedToo) {
  const Checked checked(
      "space S(n = 2) : [3, 8, 8] -> [3, 8, 8] { start = A^n; A = relu | id; }\n"
      "search q on S(n = 0) { strategy = random; }");
  EXPECT_THAT(checked.found(), ElementsAre("E0226 1:53 a power is between 1 and 4096, not 0"));
}

TEST(Powers, OfZeroAreNothingInAFrame) {
  const Checked checked(
      "space S(n = 1) : [3, 8, 8] -> [3, 8, 8] { frame = A >> A^(n - 1) >> A^(1 - n); A = relu | id; }");
  ASSERT_THAT(checked.found(), ::testing::IsEmpty());
  EXPECT_EQ(checked.space("S")->automaton.count(), 2);
}

}  // namespace
}  // namespace nasg
