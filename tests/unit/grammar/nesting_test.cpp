// SPDX-License-Identifier: Apache-2.0
// Deep and long texts end in a tree or in a message, not in a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string repeated(const std::string& part, int times) {
  std::string text;
  text.reserve(part.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

TEST(Nesting, OfFiveHundredLevelsIsRead) {
  EXPECT_THAT(Parsed("op f = " + repeated("(", 499) + "a" + repeated(")", 499) + ";").errors(), IsEmpty());
  EXPECT_THAT(Parsed("op f = " + repeated("g(", 499) + "a" + repeated(")", 499) + ";").errors(), IsEmpty());
}

TEST(Nesting, DeeperIsRefusedWhereItBegins) {
  EXPECT_THAT(Parsed("op f = " + repeated("(", 100000)).errors(),
              ElementsAre("1:509: E0103 expressions nest deeper than 500 levels here"));
  EXPECT_THAT(Parsed("op f = " + repeated("|x| {", 100000)).errors(),
              ElementsAre(::testing::HasSubstr("E0103")));
  EXPECT_THAT(Parsed("op f = " + repeated("let a = ", 100000)).errors(),
              ElementsAre(::testing::HasSubstr("E0103")));
}

TEST(Nesting, OfCallsAndLetsThatFollowEachOtherIsRefusedToo) {
  EXPECT_THAT(Parsed("op f = g" + repeated("(x)", 501) + ";").errors(),
              ElementsAre(::testing::HasSubstr("E0103")));
  EXPECT_THAT(Parsed("op f = " + repeated("let a = X in ", 501) + "a;").errors(),
              ElementsAre(::testing::HasSubstr("E0103")));
}

TEST(Length, OfAChainIsNotLimited) {
  for (const std::string sign : {" >> a", " + a", " * a", " ++ a"}) {
    const Parsed parsed("op f = a" + repeated(sign, 100000) + ";");
    EXPECT_THAT(parsed.errors(), IsEmpty()) << sign;
    EXPECT_EQ(dump(parsed.module).size(),
              std::string("op f\n  operation\n    name a\n").size() + 100000 * (sign.size() + 9));
  }
}

TEST(Length, OfArgumentsEquationsAndAlternativesIsNotLimited) {
  EXPECT_THAT(Parsed("op f = g(a" + repeated(", a", 20000) + ");").errors(), IsEmpty());
  EXPECT_THAT(Parsed("topology T(a) = |x| {" + repeated("y = a(x);", 20000) + "y}").errors(), IsEmpty());
  EXPECT_THAT(Parsed("space S { A = B" + repeated(" | B", 20000) + "; }").errors(), IsEmpty());
}

}  // namespace
}  // namespace nasg::grammar::testing
