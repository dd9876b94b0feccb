// SPDX-License-Identifier: Apache-2.0
// Where the results of nasgc go: whole files, quiet pipes, the same output from either engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kSpace =
    "space S : [3, 8, 8] -> [3, 8, 8] {\n"
    "  start = A >> A >> A;\n"
    "  A = id | relu | tanh @ 2 | A >> A @ 0.3;\n"
    "  limit depth <= 6;\n"
    "}\n";

TEST(Output, AFileHoldsTheResultAndNothingElseIsLeft) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", kSpace);
  const auto result = run({program("nasgc"), "sample", space, "-n", "3", "-o", folder.path() + "/terms.txt"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(folder.files(), ElementsAre("s.nasg", "terms.txt"));
  EXPECT_EQ(read_file(folder.path() + "/terms.txt"), run({program("nasgc"), "sample", space, "-n", "3"}).out);
}

TEST(Output, AnErrorLeavesTheOldFileAsItWas) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", "space S : [3, 8, 8] -> [3, 8, 8] { start = relu7; }\n");
  const std::string target = folder.write("terms.txt", "old\n");
  EXPECT_EQ(run({program("nasgc"), "sample", space, "-o", target}).status, 1);
  EXPECT_EQ(read_file(target), "old\n");
  EXPECT_THAT(folder.files(), ElementsAre("s.nasg", "terms.txt"));
}

TEST(Output, AFolderThatDoesNotExistIsAnError) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", kSpace);
  const auto result = run({program("nasgc"), "count", space, "-o", folder.path() + "/none/count.txt"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("E0903"));
}

TEST(Output, AFullDeviceIsAnError) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", kSpace);
  const auto result = run({program("nasgc"), "count", space, "-o", "/dev/full"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("No space left on device"));
}

TEST(Output, AReaderThatLeavesEndsTheProgramQuietly) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", kSpace);
  const auto result = run({"bash", "-c", "set -o pipefail; \"$0\" sample \"$1\" -n 3000000 | head -n 2",
                           program("nasgc"), space});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 2);
}

TEST(Output, SamplesDoNotDependOnHowManyAreAskedFor) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", kSpace);
  const auto few = run({program("nasgc"), "sample", space, "-n", "5", "--seed", "9"});
  const auto many = run({program("nasgc"), "sample", space, "-n", "50", "--seed", "9"});
  EXPECT_EQ(many.out.substr(0, few.out.size()), few.out);
  EXPECT_NE(few.out, run({program("nasgc"), "sample", space, "-n", "5", "--seed", "10"}).out);
}

TEST(Output, NativeCodeAndInterpreterWriteTheSame) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", kSpace);
  const auto native = run({program("nasgc"), "sample", space, "-n", "2000", "--jit"});
  if (native.err.find("E0501") != std::string::npos) GTEST_SKIP() << "built without the code generator";
  EXPECT_EQ(native.status, 0) << native.err;
  EXPECT_EQ(native.out, run({program("nasgc"), "sample", space, "-n", "2000", "--no-jit"}).out);
}

TEST(Output, AnIndexAndItsTermAreInverse) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", kSpace);
  const auto term = run({program("nasgc"), "unrank", space, "12345"});
  ASSERT_EQ(term.status, 0) << term.err;
  EXPECT_EQ(run({program("nasgc"), "rank", space, "-"}, term.out).out, "12345\n");
}

}  // namespace
}  // namespace nasg::testing
