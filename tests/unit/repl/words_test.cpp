// SPDX-License-Identifier: Apache-2.0
// Statements and their words.
#include "search/repl/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nasg::repl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Statements, AreSplitAtSemicolonsAndLinesOutsideOfBracketsAndQuotes) {
  EXPECT_THAT(split_statements("load x; count\n\nshow f(a,\n b) ;; quit"),
              ElementsAre("load x", "count", "show f(a,\n b)", "quit"));
  EXPECT_THAT(split_statements("show <a >> b ; c>; count"), ElementsAre("show <a >> b ; c>", "count"));
  EXPECT_THAT(split_statements("set objective command(\"a; b\")"),
              ElementsAre("set objective command(\"a; b\")"));
  EXPECT_THAT(split_statements(" // nothing; here\ncount // of all"), ElementsAre("count // of all"));
  EXPECT_THAT(split_statements(" ;\n"), IsEmpty());
}

TEST(Statements, GoOnWhileABracketOrQuoteIsOpen) {
  EXPECT_TRUE(is_open("show f(a,"));
  EXPECT_TRUE(is_open("load \"x"));
  EXPECT_TRUE(is_open("show <a ; b"));
  EXPECT_FALSE(is_open("show a >> b"));
  EXPECT_FALSE(is_open("show f(a))"));
}

TEST(Words, TermsAreOneWordWhateverTheirSpaces) {
  EXPECT_THAT(read_statement("cross f(a, b) a >> b + c ++ d it").positional,
              ElementsAre("f(a, b)", "a >> b + c ++ d", "it"));
  EXPECT_THAT(read_statement("show |conv~0|+|none~0|skip~1| as=term").positional,
              ElementsAre("|conv~0|+|none~0|skip~1|"));
}

TEST(Words, ArgumentsMayBeWrittenAsOnACommandLine) {
  const Statement statement = read_statement("show f(a, b) --as plan --seed=3 --");
  EXPECT_THAT(statement.positional, ElementsAre("f(a, b)", "--"));
  EXPECT_THAT(statement.named, ElementsAre(Pair("as", "plan"), Pair("seed", "3")));
}

TEST(Words, ArgumentsMayHaveSpacesAroundTheirEquals) {
  const Statement statement =
      read_statement("search quick budget = 20 strategy=bo(kernel = hwl) study =\"my runs.db\"");
  EXPECT_EQ(statement.command, "search");
  EXPECT_THAT(statement.positional, ElementsAre("quick"));
  EXPECT_THAT(statement.named, ElementsAre(Pair("budget", "20"), Pair("strategy", "bo(kernel = hwl)"),
                                           Pair("study", "my runs.db")));
  EXPECT_EQ(statement.find("budget"), "20");
  EXPECT_EQ(statement.find("seed"), std::nullopt);
}

TEST(Words, AnEqualsInsideATermIsNoArgument) {
  const Statement statement = read_statement("show sep_conv(k=3)");
  EXPECT_THAT(statement.positional, ElementsAre("sep_conv(k=3)"));
  EXPECT_THAT(statement.named, IsEmpty());
  EXPECT_EQ(statement.rest, "sep_conv(k=3)");
}

TEST(Words, QuotesAroundAWholeWordAreTakenOff) {
  EXPECT_THAT(read_statement("load \"my space.nasg\" S(n = 1)").positional,
              ElementsAre("my space.nasg", "S(n = 1)"));
}

}  // namespace
}  // namespace nasg::repl
