// SPDX-License-Identifier: Apache-2.0
// The examples that compare strategies: every search of theirs runs, as far as a first fit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

class ExampleComparison : public ::testing::TestWithParam<const char*> {};

TEST_P(ExampleComparison, RunsEverySearchThatItDeclares) {
  const char* given = std::getenv("NASG_DATA");
  const std::string data = given != nullptr ? given : NASG_SOURCE_DIR "/../shared/data";
  if (!std::ifstream(data + "/nb201/nb201_cifar.csv")) GTEST_SKIP() << "the tables are not there";
  const Folder folder;
  const Finished finished = run({"env", "-C", folder.path(), "NASG_DATA=" + data, program("nasg"), "compare",
                                 std::string(NASG_SOURCE_DIR "/examples/") + GetParam(), "--no-jit",
                                 "--seeds", "1", "--budget", "52", "--study", "runs.db", "--csv"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, ::testing::HasSubstr("\nrandom,1,52,"));
}

INSTANTIATE_TEST_SUITE_P(All, ExampleComparison,
                         ::testing::Values("nb201/cifar10.nasg", "hnas/cells.nasg", "tw/sequential.nasg",
                                           "tw/batch.nasg", "bananas/algorithms.nasg", "agnet/xgb.nasg"));

}  // namespace
}  // namespace nasg::testing
