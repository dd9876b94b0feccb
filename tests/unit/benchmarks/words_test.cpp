// SPDX-License-Identifier: Apache-2.0
// Command lines: words, quotes, placeholders.
#include "runtime/workers/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nasg::workers {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(Words, AreSplitAtWhiteSpaceOutsideOfQuotes) {
  EXPECT_THAT(split_words("  python3\ttrain.py  {seed} "),
              Optional(ElementsAre("python3", "train.py", "{seed}")));
  EXPECT_THAT(split_words("sh -c 'echo \"$1\"' x"), Optional(ElementsAre("sh", "-c", "echo \"$1\"", "x")));
  EXPECT_THAT(split_words(R"(a\ b "c \" d"'e' '')"), Optional(ElementsAre("a b", "c \" de", "")));
  EXPECT_THAT(split_words(" "), Optional(ElementsAre()));
}

TEST(Words, AnOpenQuoteGivesNothing) {
  EXPECT_EQ(split_words("a 'b"), std::nullopt);
  EXPECT_EQ(split_words("a \"b'"), std::nullopt);
}

TEST(Words, PlaceholdersArePutInOnceAndOtherBracesStay) {
  EXPECT_EQ(substitute("--t={term},{seed}{x}{", {{"term", "f({seed})"}, {"seed", "7"}}),
            "--t=f({seed}),7{x}{");
}

TEST(Words, ANameInTwoBracesIsTheTextItself) {
  EXPECT_EQ(substitute("{{seed}} {{x}} {{a b}} {{seed}{seed}", {{"seed", "7"}}), "{seed} {x} {{a b}} {77");
  EXPECT_EQ(substitute("${seed}", {{"seed", "7"}}), "${seed}");
}

TEST(Words, PlaceholdersAreTheNamesInBraces) {
  EXPECT_THAT(placeholders("a{term} {modle}{{seed}} ${HOME} {\"x\": {seed}} {print $1} {} {"),
              ElementsAre("term", "modle", "seed"));
}

}  // namespace
}  // namespace nasg::workers
