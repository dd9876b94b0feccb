// SPDX-License-Identifier: Apache-2.0
// How wide text is on a terminal, and how long lines are cut.
#include "compiler/diag/display.h"

#include <gtest/gtest.h>

namespace nasg::diag {
namespace {

TEST(Display, CountsWideAndCombiningCharacters) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("größe"), 5U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U) << "an e with a combining acute accent";
}

TEST(Display, ShowsTabsControlsAndBrokenBytes) {
  EXPECT_EQ(visible("a\tb"), "a    b");
  EXPECT_EQ(visible("\x1b"), "\\x1b");
  EXPECT_EQ(visible("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(visible("ä…"), "ä…");
}

TEST(Excerpt, OfAShortLineIsTheLine) {
  const Excerpt shown = excerpt("op a = relu;", 7, 11);
  EXPECT_EQ(shown.text, "op a = relu;");
  EXPECT_EQ(shown.pad, 7U);
  EXPECT_EQ(shown.width, 4U);
}

TEST(Excerpt, OfAnEmptyRangeIsOneColumnWide) {
  EXPECT_EQ(excerpt("op", 2, 2).width, 1U);
}

TEST(Excerpt, OfALongLineKeepsTheBeginningOfTheRangeInSight) {
  for (const std::size_t at : {std::size_t{0}, std::size_t{150}, std::size_t{700}, std::size_t{5000},
                               std::size_t{99990}, std::size_t{99999}}) {
    std::string line(100000, '.');
    line[at] = '!';
    const Excerpt shown = excerpt(line, at, at + 50000);
    EXPECT_LE(display_width(shown.text), 162U) << at;
    ASSERT_LT(shown.pad, display_width(shown.text)) << at;
    EXPECT_LE(shown.pad + shown.width, display_width(shown.text)) << at;
    EXPECT_EQ(display_width(shown.text.substr(0, shown.text.find('!'))), shown.pad) << at;
  }
}

}  // namespace
}  // namespace nasg::diag
