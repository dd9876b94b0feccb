// SPDX-License-Identifier: Apache-2.0
// A space as a page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string page_of(const std::string& program_text) {
  const auto result = run({program("nasgc"), "report", "-"}, program_text);
  EXPECT_EQ(result.status, 0) << result.err;
  return result.out;
}

TEST(SpacePage, TellsCountsSharesWarningsAndPasses) {
  const std::string page =
      page_of("space S : [3, 8, 8] -> [3, 8, 8] { start = A >> A; A = id @ 3 | relu >> tanh | id; }");
  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("<th>derivations</th><td><code>9</code>"));
  EXPECT_THAT(page,
              HasSubstr("<div class=\"track\"><i></i><a href=\"#A\">A</a><a href=\"#A\">A</a><b></b></div>"));
  EXPECT_THAT(page,
              HasSubstr("<span>relu &gt;&gt; tanh</span><b></b></div></td><td class=\"number\">20 %</td>"
                        "<td class=\"number\">33.3 %</td>"));
  EXPECT_THAT(page, HasSubstr("[W0218]"));
  EXPECT_THAT(page, HasSubstr("<code>structure</code> of <code>S</code>"));
  EXPECT_THAT(page, HasSubstr("(unchanged)"));
  EXPECT_THAT(page, HasSubstr("<ins>+  A : [C, H, W] -&gt; [C, H, W]</ins>")) << "what typing adds";
  for (const std::string tag : {"details", "table", "svg", "pre", "code", "tr", "td", "th", "a"})
    EXPECT_EQ(occurrences(page, "<" + tag + ">") + occurrences(page, "<" + tag + " "),
              occurrences(page, "</" + tag + ">"))
        << tag;
}

TEST(SpacePage, AChoiceInBracesIsOneAlternative) {
  const std::string page = page_of("space S : [3] -> [3] { start = dropout({0.1, 0.3, 0.5}) | id; }");
  EXPECT_THAT(
      page,
      HasSubstr("<span>dropout({0.1, 0.3, 0.5})</span><b></b></div></td><td class=\"number\">50 %</td>"
                "<td class=\"number\">75 %</td></tr>\n<tr><td><div class=\"track\"><i></i><span>id</span>"));
}

TEST(SpacePage, OfALimitOnCostsTellsHowManyThereAreWithoutIt) {
  const std::string page =
      page_of("space S : [3] -> [3] { start = A >> A; A = linear(N) | id; limit params <= 12; }");
  EXPECT_THAT(page, HasSubstr("<code>4</code>, less those that break <code>params &lt;= 12</code>"));
}

TEST(SpacePage, OfASpaceWithoutEndLeavesOutWhatHasNoNumber) {
  const std::string page = page_of("space S : [3] -> [3] { start = id | start >> relu @ 0.3; }");
  EXPECT_THAT(page, HasSubstr("without number"));
  EXPECT_THAT(page, HasSubstr("<td>by weight</td>"));
  EXPECT_THAT(page, Not(HasSubstr("<td>uniformly</td>")));
}

TEST(SpacePage, IsNotWrittenForASpaceWithErrors) {
  const Folder folder;
  const auto result = run({program("nasgc"), "report", "-", "-o", folder.path() + "/page.html"},
                          "space S : [3] -> [4] { start = id; }");
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(folder.files().empty());
}

}  // namespace
}  // namespace nasg::testing
