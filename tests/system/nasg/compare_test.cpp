// SPDX-License-Identifier: Apache-2.0
// `nasg compare`: the same on any number of threads, from the start or going on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/system/nasg/programs.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::json;

class Compare : public ::testing::Test {
 protected:
  Compare() { folder_.write("tiny.nasg", kTinySpace); }

  Finished compare(const std::vector<std::string>& more) const {
    std::vector<std::string> words{"env",       "-C",       folder_.path(), program("nasg"), "compare",
                                   "tiny.nasg", "--no-jit", "--objective",  "params"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }

  Folder folder_;
};

const std::vector<std::string> kThree = {
    "--strategy", "auto(initial = 4)", "--strategy", "local(starts = 2)", "--strategy",
    "random",     "--seeds",           "4"};
std::vector<std::string> three(std::vector<std::string> more) {
  more.insert(more.begin(), kThree.begin(), kThree.end());
  return more;
}

TEST_F(Compare, ManyThreadsGiveWhatOneGives) {
  const Finished one = compare(three({"--budget", "12", "--jobs", "1", "--study", "one.db", "--csv"}));
  const Finished many = compare(three({"--budget", "12", "--jobs", "4", "--study", "many.db", "--csv"}));
  ASSERT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(one.out, many.out);
  EXPECT_THAT(one.out, HasSubstr("local(starts = 2),4,12,"));
}

TEST_F(Compare, GoesOnFromItsStudy) {
  ASSERT_EQ(compare(three({"--budget", "6", "--study", "some.db"})).status, 0);
  const Finished rest = compare(three({"--budget", "12", "--study", "some.db", "--csv"}));
  const Finished whole = compare(three({"--budget", "12", "--study", "whole.db", "--csv"}));
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_EQ(rest.out, whole.out);
  const Finished less = compare(three({"--budget", "6", "--study", "some.db", "--at", "6", "--csv"}));
  const Finished fresh = compare(three({"--budget", "6", "--study", "fresh.db", "--at", "6", "--csv"}));
  EXPECT_EQ(less.out, fresh.out) << "what lies beyond the budget is not looked at";
}

TEST_F(Compare, TellsMeansAndTestsAndDraws) {
  const Finished finished = compare(three({"--budget", "12", "--study", "a.db", "--plot", "a.svg"}));
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("less is better"));
  EXPECT_THAT(finished.out, HasSubstr("local(starts = 2) - random"));
  EXPECT_THAT(folder_.files(), ElementsAre("a.db", "a.svg", "tiny.nasg"));
  const Json json = Json::parse(compare(three({"--budget", "12", "--study", "a.db", "--json"})).out);
  EXPECT_EQ(json["maximise"], false);
  EXPECT_EQ(json["strategies"].size(), 3U);
  EXPECT_EQ(json["pairs"].size(), 3U);
  EXPECT_EQ(json["evaluations"], Json({3, 6, 9, 12}));
}

TEST_F(Compare, PairsOfLongNamesAreNumbered) {
  const Finished finished = compare({"--strategy", "evolution(population = 4, sample = 2)", "--strategy",
                                     "random", "--seeds", "2", "--budget", "3", "--study", "a.db"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("1: evolution(population = 4, sample = 2)  2"));
  EXPECT_THAT(finished.out, HasSubstr("2: random "));
  EXPECT_THAT(finished.out, HasSubstr("1 - 2  "));
}

TEST_F(Compare, SearchesOfDifferentObjectivesAreRefused) {
  folder_.write(
      "two.nasg",
      std::string(kTinySpace) +
          "search a on Tiny { objective = params; strategy = random; budget = 3 evaluations; seed = 1; }\n"
          "search b on Tiny { objective = flops; strategy = random; budget = 3 evaluations; seed = 1; }\n");
  const Finished finished = run({"env", "-C", folder_.path(), program("nasg"), "compare", "two.nasg"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.err,
              HasSubstr("`a` and `b` cannot be compared: they differ in their objective [E0745]"));
  EXPECT_THAT(folder_.files(), ElementsAre("tiny.nasg", "two.nasg"));
}

TEST_F(Compare, ARunOfWhichEveryTrialFailedSaysWhy) {
  folder_.write("fail.sh", "echo 'no such device' >&2; exit 3\n");
  const Finished finished = run({"env", "-C", folder_.path(), program("nasg"), "compare", "tiny.nasg",
                                 "--no-jit", "--objective", "command(\"sh fail.sh\")", "--strategy", "auto",
                                 "--seeds", "1", "--budget", "2", "--study", "failed.db"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(
      finished.err,
      HasSubstr("auto, seed 1: every trial failed: the program ended with status 3: no such device\n"));
  EXPECT_THAT(finished.out, HasSubstr("auto      1     -     -\n"));
}

TEST_F(Compare, ASpaceThatIsSearchedWholeEndsEveryRunEarly) {
  const Finished finished = compare({"--strategy", "auto", "--strategy", "local", "--seeds", "2", "--budget",
                                     "70", "--study", "whole.db", "--json"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const Json json = Json::parse(finished.out);
  EXPECT_EQ(json["strategies"][0]["means"][3], json["strategies"][1]["means"][3]) << "there are 64";
}

}  // namespace
}  // namespace nasg::testing
