// SPDX-License-Identifier: Apache-2.0
// The session: through a pipe, and on a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/nasg/programs.h"
#include "tests/system/nasg/terminal.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;

class Repl : public ::testing::Test {
 protected:
  Repl() {
    folder_.write("tiny.nasg", kTinySpace);
    folder_.write("evaluate.sh", kEvaluate);
  }
  Finished pipe(const std::string& input) const {
    return run({"env", "-C", folder_.path(), program("nasg")}, input);
  }

  Folder folder_;
};

TEST_F(Repl, AScriptThroughAPipeGivesResultsAlone) {
  const Finished finished = pipe("load tiny.nasg; count\n// a comment\nshow Pair(id, relu, id) as=term\n");
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_EQ(finished.out, "Tiny\n64\nPair(id, relu, id)\n");
}

TEST_F(Repl, AMistakeDoesNotEndTheSession) {
  const Finished finished = pipe(
      "sample\nload none.nasg\nfrobnicate\nlod x\nload tiny.nasg\nshow Pair(id, idd, id)\nshow\ncount\n");
  EXPECT_EQ(finished.status, 1);
  EXPECT_TRUE(finished.out.ends_with("64\n")) << finished.out;
  EXPECT_THAT(finished.err, HasSubstr("nothing is loaded"));
  EXPECT_THAT(finished.err, HasSubstr("there is no command `frobnicate`"));
  EXPECT_THAT(finished.err, HasSubstr("did you mean `load`?"));
  EXPECT_THAT(finished.err, HasSubstr("there is no last term yet"));
}

TEST_F(Repl, DrawsFollowTheSeedAndItIsTheLastTerm) {
  const std::string script =
      "load tiny.nasg\nset seed 4\nsample 3\nmutate\nshow it as=term\ncross Pair(id, id, id)\n";
  const Finished first = pipe(script);
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(first.out, pipe(script).out);
  std::vector<std::string> lines;
  for (std::size_t at = 0, end = 0; (end = first.out.find('\n', at)) != std::string::npos; at = end + 1) {
    lines.push_back(first.out.substr(at, end - at));
  }
  ASSERT_EQ(lines.size(), 8U);
  EXPECT_NE(lines[4], lines[3]);
  EXPECT_EQ(lines[5], lines[4]);
}

TEST_F(Repl, StatementsOfTheCommandLineRunASearch) {
  const Finished finished =
      run({"env", "-C", folder_.path(), program("nasg"), "-c",
           "load tiny.nasg; search objective=params strategy=random budget=9; best; history 2"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("of 9\n"));
  EXPECT_THAT(finished.out, HasSubstr("    9  "));
}

TEST_F(Repl, ATerminalHasEditingHistoryAndCompletion) {
  {
    Terminal terminal({program("nasg")}, folder_.path());
    ASSERT_TRUE(terminal.prompts("nasg> "));
    terminal.type("loa\tti\t\n");
    ASSERT_TRUE(terminal.prompts("Tiny> ")) << terminal.screen();
    terminal.type(
        "ount\x01"
        "c\n");  // back to the start of the line
    ASSERT_TRUE(terminal.shows("64")) << terminal.screen();
    ASSERT_TRUE(terminal.prompts("Tiny> "));
    terminal.type("show Pair(re\t, relu,\n");
    ASSERT_TRUE(terminal.prompts("... ")) << terminal.screen();
    terminal.type("id) as=term\n");
    ASSERT_TRUE(terminal.shows("\nPair(relu, relu, id)")) << terminal.screen();
    ASSERT_TRUE(terminal.prompts("Tiny> "));
    terminal.type("\x04");
    EXPECT_EQ(terminal.status(), 0);
  }
  EXPECT_THAT(read_file(folder_.path() + "/.local/state/nasg/history"), HasSubstr("count"));
  Terminal again({program("nasg")}, folder_.path());
  ASSERT_TRUE(again.prompts("nasg> "));
  again.type("\x10\x10\n");  // two lines up
  EXPECT_TRUE(again.shows("nothing is loaded")) << again.screen();
  ASSERT_TRUE(again.prompts("nasg> "));
  again.type("quit\n");
  EXPECT_EQ(again.status(), 0);
}

TEST_F(Repl, CtrlCEndsWhatRunsAndNotTheSession) {
  Terminal terminal({program("nasg")}, folder_.path());
  ASSERT_TRUE(terminal.prompts("nasg> "));
  terminal.type("half a line\x03");
  ASSERT_TRUE(terminal.prompts("\nnasg> ")) << terminal.screen();
  terminal.type("load tiny.nasg\n");
  ASSERT_TRUE(terminal.prompts("Tiny> "));
  folder_.write("slow.sh", "echo begun > begun; cat fifo\n");
  ASSERT_EQ(run({"mkfifo", folder_.path() + "/fifo"}).status, 0);
  terminal.type("search strategy=random objective=command(\"sh slow.sh\")\n");
  ASSERT_TRUE(terminal.shows("trial 1/100")) << terminal.screen();
  terminal.type("\x03");
  ASSERT_TRUE(terminal.shows("interrupted after 0 trials")) << terminal.screen();
  ASSERT_TRUE(terminal.prompts("Tiny> "));
  terminal.type("count\n");
  EXPECT_TRUE(terminal.shows("64"));
  ASSERT_TRUE(terminal.prompts("Tiny> "));
  terminal.type("quit\n");
  EXPECT_EQ(terminal.status(), 0);
}

}  // namespace
}  // namespace nasg::testing
