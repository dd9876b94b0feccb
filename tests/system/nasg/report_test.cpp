// SPDX-License-Identifier: Apache-2.0
// A study as a page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/nasg/programs.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Report : public ::testing::Test {
 protected:
  Report() { folder_.write("tiny.nasg", kTinySpace); }

  Finished nasg(std::vector<std::string> words) const {
    words.insert(words.begin(), {"env", "-C", folder_.path(), program("nasg")});
    return run(words);
  }
  void search(const std::string& strategy, const std::string& objective) const {
    const Finished finished = nasg({"search", "tiny.nasg", "--no-jit", "--study", "all.db", "--strategy",
                                    strategy, "--objective", objective, "--budget", "6"});
    ASSERT_EQ(finished.status, 0) << finished.err;
  }
  std::string page() const {
    const Finished finished = nasg({"report", "all.db", "-o", "page.html"});
    EXPECT_EQ(finished.status, 0) << finished.err;
    EXPECT_EQ(finished.out, "");
    return read_file(folder_.path() + "/page.html");
  }

  Folder folder_;
};

TEST_F(Report, AsAPageComparesTheRunsOfAnObjectiveAndShowsEach) {
  search("random", "params");
  search("evolution", "params");
  search("random", "flops");
  const std::string text = page();
  EXPECT_THAT(text, ::testing::StartsWith("<!doctype html>"));
  EXPECT_EQ(occurrences(text, "<h2>"), 2U) << "two objectives";
  EXPECT_EQ(occurrences(text, "Incumbents: mean and standard error"), 1U) << "two runs of the first";
  EXPECT_EQ(occurrences(text, "Trials and incumbent"), 3U) << "three runs";
  EXPECT_EQ(occurrences(text, "<circle"), 18U) << "a dot for each trial";
  for (const std::string tag : {"details", "table", "svg", "pre", "code", "ul"})
    EXPECT_EQ(occurrences(text, "<" + tag + ">") + occurrences(text, "<" + tag + " "),
              occurrences(text, "</" + tag + ">"))
        << tag;
}

TEST_F(Report, AsAPageShowsFailuresAndWritesNothingAsMarkup) {
  folder_.write("fail.sh", "echo '<b>bad</b> & worse' >&2; exit 3\n");
  search("random", "command(\"sh fail.sh\")");
  const std::string text = page();
  EXPECT_THAT(text, HasSubstr("6 trials failed"));
  EXPECT_THAT(text, HasSubstr("&lt;b&gt;bad&lt;/b&gt; &amp; worse"));
  EXPECT_THAT(text, Not(HasSubstr("<b>")));
}

TEST_F(Report, OfAPageThatCannotBeWrittenSaysSo) {
  search("random", "params");
  const Finished finished = nasg({"report", "all.db", "-o", "no/such/folder.html"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.err, HasSubstr("[E0903]"));
}

}  // namespace
}  // namespace nasg::testing
