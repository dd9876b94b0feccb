// SPDX-License-Identifier: Apache-2.0
// `nasg surrogate`: the same on any number of threads, over draws and over given terms.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/system/nasg/programs.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class SurrogateReport : public ::testing::Test {
 protected:
  SurrogateReport() { folder_.write("tiny.nasg", kTinySpace); }

  Finished surrogate(const std::vector<std::string>& more) const {
    std::vector<std::string> words{"env",       "-C",          folder_.path(), program("nasg"), "surrogate",
                                   "tiny.nasg", "--objective", "params",       "--seeds",       "3"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }

  Folder folder_;
};

const std::vector<std::string> kTwo = {
    "--surrogate", "gp(kernel = adjacency)", "--surrogate", "forest", "--sizes", "8,40", "--test", "20"};
std::vector<std::string> two(std::vector<std::string> more) {
  more.insert(more.begin(), kTwo.begin(), kTwo.end());
  return more;
}

TEST_F(SurrogateReport, ManyThreadsGiveWhatOneGives) {
  const Finished one = surrogate(two({"--jobs", "1"}));
  const Finished many = surrogate(two({"--jobs", "4"}));
  ASSERT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(one.out, many.out);
  EXPECT_THAT(one.out, HasSubstr("gp(kernel = adjacency)  40"));
}

TEST_F(SurrogateReport, LearnsMoreFromMore) {
  const Json rows = Json::parse(surrogate(two({"--json"})).out);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0]["surrogate"], "gp(kernel = adjacency)");
  EXPECT_EQ(rows[1]["size"], 40);
  EXPECT_GT(rows[1]["tau"]["mean"], rows[0]["tau"]["mean"]);
  EXPECT_LT(rows[1]["error"]["mean"], rows[0]["error"]["mean"]);
  EXPECT_GT(rows[1]["tau"]["mean"], 0.8);
}

TEST_F(SurrogateReport, SharesOutGivenTermsOnceEach) {
  std::string terms;
  for (const char* first : {"id", "relu", "wide", "thin"})
    for (const char* second : {"id", "relu", "wide", "thin"})
      terms += std::string("Pair(") + first + ", " + second + ", wide)\n";
  folder_.write("terms.txt", terms + terms);
  const std::vector<std::string> few{"--surrogate", "forest",    "--sizes", "10",
                                     "--terms",     "terms.txt", "--test"};
  std::vector<std::string> all = few, more = few;
  all.emplace_back("6");
  more.emplace_back("7");
  EXPECT_EQ(surrogate(all).status, 0);
  const Finished refused = surrogate(more);
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("16 architectures with a value are too few: 17 are needed [E0786]"));
}

TEST_F(SurrogateReport, ASpaceThatIsTooSmallIsToldSo) {
  const Finished refused = surrogate({"--sizes", "60", "--test", "10", "--surrogate", "forest"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("64 architectures with a value are too few: 70 are needed"));
}

TEST_F(SurrogateReport, AMistakeInASettingIsFoundBeforeAnythingIsEvaluated) {
  const Finished refused = surrogate({"--surrogate", "forrest"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("did you mean `forest`?"));
}

}  // namespace
}  // namespace nasg::testing
