// SPDX-License-Identifier: Apache-2.0
// Numbers and texts.
#include <gtest/gtest.h>

#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

NumberLiteral number(const std::string& text) {
  const ParsedExpression parsed(text);
  return parsed.result ? std::get<NumberLiteral>((*parsed).node) : NumberLiteral{-1, -1, false};
}

std::string mistake(const std::string& text) {
  const ParsedExpression parsed(text);
  return parsed.result
             ? ""
             : std::string(diag::info(parsed.result.error().code).id) + " " + parsed.result.error().message();
}

TEST(Number, IsAnIntegerWithoutFractionOrExponent) {
  EXPECT_TRUE(number("16").is_integer);
  EXPECT_EQ(number("9223372036854775807").integer, INT64_MAX);
  EXPECT_FALSE(number("2.0").is_integer);
  EXPECT_FALSE(number("1e3").is_integer);
  EXPECT_DOUBLE_EQ(number("1e-4").real, 1e-4);
  EXPECT_DOUBLE_EQ(number("1.5E+2").real, 150.0);
}

TEST(Number, IsMultipliedByItsSuffix) {
  EXPECT_EQ(number("20k").integer, 20000);
  EXPECT_EQ(number("1.5M").integer, 1500000);
  EXPECT_TRUE(number("1.5M").is_integer);
  EXPECT_EQ(number("1.1M").integer, 1100000) << "exactly, whatever 1.1 is as a double";
  EXPECT_EQ(number("3G").integer, 3000000000);
  EXPECT_DOUBLE_EQ(number("3G").real, 3e9);
  EXPECT_FALSE(number("0.0001k").is_integer);
  EXPECT_DOUBLE_EQ(number("0.0001k").real, 0.1);
}

TEST(Number, TooLargeOrMalformedIsAnError) {
  EXPECT_EQ(mistake("9223372036854775808"), "E0105 `9223372036854775808` is out of the range of numbers");
  EXPECT_EQ(mistake("10000000000G"), "E0105 `10000000000G` is out of the range of numbers");
  EXPECT_EQ(mistake("1e999"), "E0105 `1e999` is out of the range of numbers");
  EXPECT_EQ(mistake("2C"), "E0104 `2C` is no number");
  EXPECT_EQ(mistake("1.5Mb"), "E0104 `1.5Mb` is no number");
  EXPECT_EQ(mistake("3x3"), "E0104 `3x3` is no number");
  EXPECT_EQ(mistake("1e"), "E0104 `1e` is no number");
}

TEST(Number, LeavesTheDotsOfARangeAlone) {
  const ParsedExpression parsed("{2..6}");
  const auto& set = std::get<ValueSetExpression>((*parsed).node);
  EXPECT_EQ(std::get<NumberLiteral>(set.low->node).integer, 2);
  EXPECT_EQ(std::get<NumberLiteral>(set.high->node).integer, 6);
}

TEST(Text, ResolvesEscapes) {
  const ParsedExpression parsed(R"("a \"b\" \\ \n\t ö {{")");
  EXPECT_EQ(std::get<StringLiteral>((*parsed).node).value, "a \"b\" \\ \n\t ö {{");
}

TEST(Text, WithAnUnknownEscapeNamesItAtItsPlace) {
  const ParsedExpression parsed(R"("ab\q")");
  ASSERT_FALSE(parsed.result.ok());
  EXPECT_EQ(parsed.result.error().message(), "`\\q` means nothing in a text");
  EXPECT_EQ(parsed.result.error().primary.begin, 3U);
}

TEST(Text, EndsOnItsLine) {
  EXPECT_EQ(mistake("\"abc"), "E0106 a text ends with `\"` on the line where it begins");
  EXPECT_EQ(mistake("\"abc\\\""), "E0106 a text ends with `\"` on the line where it begins");
}

}  // namespace
}  // namespace nasg::grammar::testing
