// SPDX-License-Identifier: Apache-2.0
// Networks that cannot be trained are failed trials, and the search goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

// One trains, one is of four terabytes, one's loss is infinite from the first step on.
constexpr const char* kSpace = R"(
space Heavy : [1, 8, 8] -> [10] {
  frame = flatten >> BODY >> linear(10);
  BODY  = relu >> linear(8) | linear(1M) >> linear(1M) >> linear(8)
        | linear(8) >> square >> exp >> exp >> exp;
}
)";

TEST(FailedTrials, MemoryThatRunsOutAndALossThatIsNotFiniteEndATrialAndNotTheSearch) {
  const Folder folder;
  folder.write("heavy.nasg", kSpace);
  const Finished finished = run({"env", "-C", folder.path(), program("nasg"), "search", "heavy.nasg",
                                 "--no-jit", "--strategy", "random", "--budget", "6", "--seed", "1", "--json",
                                 "--objective", "train(data = digits, epochs = 1)"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  std::map<std::string, Json> by_term;
  const Json json = Json::parse(finished.out);
  for (const Json& trial : json["runs"][0]["trials"]) by_term[trial["term"]] = trial;
  ASSERT_EQ(by_term.size(), 3U) << finished.out;
  EXPECT_GT(by_term["relu >> linear(8)"]["value"], 10);
  EXPECT_THAT(by_term["linear(1000000) >> linear(1000000) >> linear(8)"]["message"],
              HasSubstr("there is not enough memory for this network"));
  EXPECT_EQ(by_term["linear(8) >> square >> exp >> exp >> exp"]["message"],
            "the training loss is not finite in step 1");
}

}  // namespace
}  // namespace nasg::testing
