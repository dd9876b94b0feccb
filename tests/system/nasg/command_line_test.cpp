// SPDX-License-Identifier: Apache-2.0
// nasg's smaller commands, and its exit statuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/nasg/programs.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;

Finished nasg(std::vector<std::string> arguments, const std::string& input = {}) {
  arguments.insert(arguments.begin(), program("nasg"));
  return run(arguments, input);
}

class CommandLine : public ::testing::Test {
 protected:
  Folder folder_;
  std::string space_ = folder_.write("tiny.nasg", kTinySpace);
};

TEST_F(CommandLine, ParametersAreCountedLineByLine) {
  const Finished finished = nasg({"params", space_, "--terms", "-"},
                                 "Pair(id, id, id)\n\n(NET Pair (OP relu) (OP thin) (OP id))\n");
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_EQ(finished.out, "Pair(id, id, id)\t40\n(NET Pair (OP relu) (OP thin) (OP id))\t52\n");
}

TEST_F(CommandLine, EveryWrongTermIsReportedWithItsLine) {
  const std::string terms = folder_.write("terms.txt", "Pair(id, id, id)\nPair(id, idd, id)\nNet(id)\n");
  const Finished finished = nasg({"params", space_, "--terms", terms});
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.err, HasSubstr("terms.txt:2:1:10: error"));
  EXPECT_THAT(finished.err, HasSubstr("terms.txt:3:1:"));
}

TEST_F(CommandLine, AGramMatrixIsWrittenWholeOrNotAtAll) {
  const std::string terms = folder_.write("terms.txt", "Pair(id, id, id)\nPair(relu, relu, relu)\n");
  const std::string output = folder_.path() + "/K.csv";
  const Finished finished =
      nasg({"gram", space_, "--kernel", "wl(depth = 1)", "--terms", terms, "-o", output});
  EXPECT_EQ(finished.status, 0) << finished.err;
  const std::string text = read_file(output);
  EXPECT_TRUE(text.starts_with("1,")) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  const Finished wrong = nasg({"gram", space_, "--kernel", "wm", "--terms", terms, "-o", output});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_EQ(read_file(output), text);
}

TEST_F(CommandLine, WrongUsageIsTwoAndHelpIsZero) {
  EXPECT_EQ(nasg({"search"}).status, 2);
  EXPECT_EQ(nasg({"params", space_}).status, 2);
  EXPECT_EQ(nasg({"search", space_, "--budget", "0", "--objective", "params"}).status, 2);
  EXPECT_EQ(nasg({"--nonsense"}).status, 2);
  const Finished help = nasg({"search", "--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_THAT(help.out, HasSubstr("--strategy"));
  EXPECT_EQ(nasg({"no such file.nasg"}).status, 1);
}

TEST_F(CommandLine, DataAreMadeOfWhatIsThere) {
  const Finished unknown = nasg({"data", "make", "nist", "--from", ".", "-o", folder_.path()});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.err, HasSubstr("E0602"));
  const Finished missing =
      nasg({"data", "make", "addnist", "--from", folder_.path(), "-o", folder_.path() + "/made"});
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("E0601"));
  EXPECT_EQ(folder_.files(), std::vector<std::string>{"tiny.nasg"});
}

TEST_F(CommandLine, AReportOfNothingMakesNoFile) {
  EXPECT_EQ(nasg({"report", folder_.path() + "/none.db"}).status, 1);
  EXPECT_EQ(folder_.files(), std::vector<std::string>{"tiny.nasg"});
}

}  // namespace
}  // namespace nasg::testing
