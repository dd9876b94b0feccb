// SPDX-License-Identifier: Apache-2.0
// Choices in braces: what they come to, and what is no choice.
#include <gmock/gmock.h>

#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using testing::Checked;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::space;

Checked check(const std::string& rules) {
  return Checked("import std.topology; import std.vision;\nop two(a, b) = dropout(a) >> dropout(b);\n" +
                 space(rules));
}

/// The rules of the space, as its IR prints them.
std::vector<std::string> rules_of(const std::string& rules) {
  const Checked checked = check(rules);
  EXPECT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  std::vector<std::string> found;
  const std::string text = made ? ir::text(made->space) : "";
  for (std::size_t at = text.find("    r"); at != std::string::npos; at = text.find("    r", at + 1)) {
    const std::size_t begin = text.find(": ", at) + 2;
    found.push_back(text.substr(begin, text.find('\n', at) - begin));
  }
  return found;
}

std::string count_of(const std::string& rules) {
  const Checked checked = check(rules);
  EXPECT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  const auto count = made ? made->automaton.count() : std::nullopt;
  return count ? count->get_str() : "";
}

/// The terms of a space that is a single choice.
std::vector<std::string> values(const std::string& set) {
  const Checked checked = check("start = dropout(" + set + ");");
  EXPECT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  std::vector<std::string> found;
  for (std::size_t i = 1; made && i < made->space.rules.size(); ++i)
    found.push_back(made->space.rules[i].head);
  return found;
}

TEST(Choices, ARangeOfPowersIsANonterminalOfIndependentCopies) {
  EXPECT_THAT(rules_of("start = B^{1..3} >> relu; B = relu | id;"),
              ElementsAre("start = B^{1..3} >> relu", "B = relu", "B = id", "B^{1..3} = B",
                          "B^{1..3} = B >> B", "B^{1..3} = B >> B >> B"));
  EXPECT_EQ(count_of("start = B^{1..3}; B = relu | id;"), "14");
  EXPECT_EQ(count_of("start = B^{2, 4}; B = relu | id;"), "20");
}

TEST(Choices, ARangeOfPowersOfAnOpRepeatsIt) {
  EXPECT_THAT(rules_of("start = relu^{2..3};"),
              ElementsAre("start = relu^{2..3}", "relu^{2..3} = relu^2", "relu^{2..3} = relu^3"));
}

TEST(Choices, SetsInOneLeafMakeEveryCombination) {
  EXPECT_THAT(rules_of("start = two({0.1, 0.2}, b = {0.3, 0.4});"),
              ElementsAre("start = two({0.1, 0.2}, b={0.3, 0.4})",
                          "two({0.1, 0.2}, b={0.3, 0.4}) = two(a=0.1, b=0.3)",
                          "two({0.1, 0.2}, b={0.3, 0.4}) = two(a=0.1, b=0.4)",
                          "two({0.1, 0.2}, b={0.3, 0.4}) = two(a=0.2, b=0.3)",
                          "two({0.1, 0.2}, b={0.3, 0.4}) = two(a=0.2, b=0.4)"));
}

TEST(Choices, SetsOfFunctionsAreAlternatives) {
  EXPECT_THAT(rules_of("start = {relu, A >> A}; A = id | gelu;"),
              ElementsAre("start = {relu, A >> A}", "A = id", "A = gelu", "{relu, A >> A} = relu",
                          "{relu, A >> A} = A >> A"));
}

TEST(Choices, EqualChoicesAreOneNonterminalAndDerivedApart) {
  EXPECT_THAT(rules_of("start = sep_conv({3, 5}) >> sep_conv( {3,5} );"),
              ElementsAre("start = sep_conv({3, 5}) >> sep_conv({3, 5})", "sep_conv({3, 5}) = sep_conv(k=3)",
                          "sep_conv({3, 5}) = sep_conv(k=5)"));
  EXPECT_EQ(count_of("start = sep_conv({3, 5}) >> sep_conv({3, 5});"), "4");
  EXPECT_EQ(count_of("start = sep_conv({3, 5})^3;"), "8");
}

TEST(Choices, OneThatUsesADimensionIsWrittenOutInItsAlternative) {
  EXPECT_THAT(rules_of("start = relu_conv_bn(C, {1, 3}) @ 4 | id;"),
              ElementsAre("start = relu_conv_bn(channels=C, kernel=1, stride=1) @ 2",
                          "start = relu_conv_bn(channels=C, kernel=3, stride=1) @ 2", "start = id"));
  EXPECT_EQ(count_of("start = relu_conv_bn(C, {1, 3})^3;"), "8");
}

TEST(Choices, OneThatUsesALetIsWrittenOutInItsAlternative) {
  EXPECT_THAT(rules_of("start = let b = B in b^{1..2} >> relu; B = relu | id;"),
              ElementsAre("start = let b = B in b^1 >> relu @ 0.5", "start = let b = B in b^2 >> relu @ 0.5",
                          "B = relu", "B = id"));
}

TEST(Choices, AFrameDerivesAChoiceOnce) {
  EXPECT_EQ(count_of("frame = start >> two({0.1, 0.2}, 0.5) >> two({0.1, 0.2}, 0.5); start = relu | id;"),
            "4");
}

TEST(Choices, RangesIncludeTheirEnds) {
  EXPECT_THAT(values("{0.1..0.3 step 0.1}"), ElementsAre("dropout(0.1)", "dropout(0.2)", "dropout(0.3)"));
  EXPECT_THAT(values("{0.1..0.25 step 0.1}"), ElementsAre("dropout(0.1)", "dropout(0.2)"));
  EXPECT_THAT(values("{1e-3..1e-1 log 5}"),
              ElementsAre("dropout(0.001)", "dropout(0.00316228)", "dropout(0.01)", "dropout(0.0316228)",
                          "dropout(0.1)"));
  EXPECT_THAT(values("{0.25, 1/2.0}"), ElementsAre("dropout(0.25)", "dropout(1/2)"));
  EXPECT_EQ(count_of("start = conv2d({16..128 step 16}, kernel = 1) >> conv2d(3, kernel = 1);"), "8");
  EXPECT_EQ(count_of("start = conv2d({16..128 log 4}, kernel = 1) >> conv2d(3, kernel = 1);"), "4");
}

TEST(Choices, OneWhoseValuesHaveDifferentTypesIsWrittenOut) {
  EXPECT_THAT(
      rules_of("start = conv2d({4, 6}, 1) >> A >> conv2d(3, 1); A = relu;"),
      ElementsAre(
          "start = conv2d(channels=4, kernel=1, stride=1, padding=0, dilation=1, groups=1, bias=1) >> A >> "
          "conv2d(channels=3, kernel=1, stride=1, padding=0, dilation=1, groups=1, bias=1) @ 0.5",
          "start = conv2d(channels=6, kernel=1, stride=1, padding=0, dilation=1, groups=1, bias=1) >> A >> "
          "conv2d(channels=3, kernel=1, stride=1, padding=0, dilation=1, groups=1, bias=1) @ 0.5",
          "A = relu"));
}

TEST(Choices, APowerThatChangesTheShapeIsWrittenOut) {
  const Checked checked(
      "import std.vision;\n"
      "space S : [3, 8, 8] -> [10] { start = DOWN^{1..2} >> classifier(10); DOWN = resBlock | relu >> "
      "resBlock; }");
  EXPECT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->space.nonterminals.size(), 2U);
  EXPECT_EQ(made->automaton.count()->get_str(), "6");
}

TEST(Choices, EveryValueMustHaveTheType) {
  EXPECT_THAT(check("start = A >> id; A = max_pool({3, 5}, stride = 1, padding = 1);").codes(),
              ElementsAre("E0305"));
}

TEST(Choices, WhatIsNoChoiceIsRefused) {
  EXPECT_THAT(check("start = relu @ {1, 2} | id;").codes(), ElementsAre("E0238"));
  EXPECT_THAT(check("frame = conv2d(C, kernel = {1, 3}) >> start; start = id;").codes(),
              ElementsAre("E0238"));
  EXPECT_THAT(check("start = {1..3};").codes(), ElementsAre("E0213"));
  EXPECT_THAT(check("start = dropout({0.2..0.1 step 0.1});").codes(), ElementsAre("E0239"));
  EXPECT_THAT(check("start = dropout({0.1..0.2 step 0});").codes(), ElementsAre("E0239"));
  EXPECT_THAT(check("start = dropout({0..1 log 1});").codes(), ElementsAre("E0239"));
  EXPECT_THAT(check("start = dropout({0.0..1.0 step 1e-9});").codes(), ElementsAre("E0239"));
  EXPECT_THAT(check("start = A^{0..2}; A = relu | id;").codes(), ElementsAre("E0226"));
  EXPECT_THAT(check("start = A^{1..4000}; A = relu | id;").codes(), ElementsAre("E0239"));
  EXPECT_THAT(check("start = relu_conv_bn(C, {1, 3})^13;").codes(), ElementsAre("E0239"));
  EXPECT_THAT(check("start = dropout({0.1, 0.1}) | id;").codes(), ElementsAre("W0218"));
}

}  // namespace
}  // namespace nasg
