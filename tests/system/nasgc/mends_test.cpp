// SPDX-License-Identifier: Apache-2.0
// nasgc check --fix.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Mends, AreMadeUntilNoneIsLeft) {
  const Folder folder;
  const std::string space = folder.write("s.nasg",
                                         "space S : [3, 8, 8] -> [3, 8, 8] {\n"
                                         "  start = Linear2(AA, A);\n"
                                         "  A = conv3x3 | rleu | conv2d(C, kernl = 1)\n"
                                         "}\n");
  const auto result = run({program("nasgc"), "check", "--fix", space});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.err, space + ": 6 mends\n");
  EXPECT_EQ(run({program("nasgc"), "check", space}).status, 0);
  const std::string text = read_file(space);
  for (const char* part :
       {"import std.topology;", "import std.vision;", "Linear2(A, A)", "| relu |", "kernel = 1);"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(Mends, LeaveAloneWhatTheyCannotMend) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", "space S : [3] -> [4] { start = rleu; }\n");
  const auto result = run({program("nasgc"), "check", "--fix", space});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("[E03"));
  EXPECT_THAT(result.err, Not(HasSubstr("did you mean")));
  EXPECT_EQ(read_file(space), "space S : [3] -> [4] { start = relu; }\n");
}

TEST(Mends, AreMadeInTheFilesThatAreNamedAlone) {
  const Folder folder;
  const std::string wrong = "op f = rleu;\n";
  const std::string imported = folder.write("f.nasg", wrong);
  const std::string space =
      folder.write("s.nasg", "import \"f.nasg\";\nspace S : [3] -> [3] { start = f; }\n");
  EXPECT_EQ(run({program("nasgc"), "check", "--fix", space}).status, 1);
  EXPECT_EQ(read_file(imported), wrong);
  EXPECT_EQ(run({program("nasgc"), "check", "--fix", "-"}, wrong).status, 1);
}

}  // namespace
}  // namespace nasg::testing
