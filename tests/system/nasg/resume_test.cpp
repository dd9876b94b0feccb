// SPDX-License-Identifier: Apache-2.0
// A search that was stopped, by whatever means, goes on to the result of one that never was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/system/nasg/programs.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr const char* kCommand = "command(\"sh evaluate.sh {term}\")";

/// A folder with a space and its evaluating program, and a search in it.
class Resume : public ::testing::TestWithParam<const char*> {
 protected:
  Resume() {
    folder_.write("tiny.nasg", kTinySpace);
    folder_.write("evaluate.sh", kEvaluate);
    std::filesystem::create_directory(temporary());
  }

  Finished search(const std::string& study, const std::vector<std::string>& more = {},
                  const std::string& budget = "14") const {
    std::vector<std::string> words{"env",           "-C",       folder_.path(), "TMPDIR=" + temporary(),
                                   program("nasg"), "search",   "tiny.nasg",    "--no-jit",
                                   "--study",       study,      "--objective",  kCommand,
                                   "--strategy",    GetParam(), "--json",       "--budget",
                                   budget};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }

  /// The trials without their wall times.
  static Json trials(const Finished& finished) {
    Json json = Json::parse(finished.out, nullptr, false);
    if (json.is_discarded()) return finished.err;
    for (Json& trial : json["runs"][0]["trials"]) trial.erase("seconds");
    return json;
  }

  std::string temporary() const { return folder_.path() + "/tmp"; }

  void stop_at(const std::string& call, const std::string& signal) const {
    folder_.write("calls", "0");
    folder_.write("kill_at", call);
    folder_.write("kill_with", signal);
  }

  Folder folder_;
};

TEST_P(Resume, AKilledSearchGoesOnToTheSameResult) {
  const Finished whole = search("whole.db");
  ASSERT_EQ(whole.status, 0) << whole.err;
  ASSERT_EQ(trials(whole)["runs"][0]["trials"].size(), 14U);

  stop_at("6", "KILL");
  EXPECT_EQ(search("killed.db").status, 128 + 9);
  EXPECT_FALSE(std::filesystem::is_empty(temporary()));
  const Finished rest = search("killed.db", {"--resume"});
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_THAT(rest.err, HasSubstr("going on after 5 of 14 trials"));
  EXPECT_EQ(trials(rest), trials(whole));
  EXPECT_TRUE(std::filesystem::is_empty(temporary()));
}

TEST_P(Resume, AnInterruptedSearchSaysHowToGoOnAndDoes) {
  const Finished whole = search("whole.db");
  stop_at("9", "INT");
  const Finished interrupted = search("stopped.db");
  EXPECT_EQ(interrupted.status, 130);
  EXPECT_EQ(interrupted.out, "");
  EXPECT_THAT(interrupted.err, HasSubstr("interrupted after 8 trials; go on with\n"));
  EXPECT_THAT(interrupted.err, HasSubstr("--study stopped.db"));
  EXPECT_THAT(interrupted.err, HasSubstr("--resume"));
  EXPECT_EQ(trials(search("stopped.db", {"--resume"})), trials(whole));
}

TEST_P(Resume, ALargerBudgetContinuesASmallerOne) {
  const Finished small = search("grown.db", {}, "5");
  ASSERT_EQ(small.status, 0) << small.err;
  EXPECT_EQ(trials(search("grown.db", {"--resume"})), trials(search("whole.db")));
}

TEST_P(Resume, WithoutResumeARunIsNotDoneTwice) {
  ASSERT_EQ(search("runs.db", {}, "3").status, 0);
  const Finished again = search("runs.db");
  EXPECT_EQ(again.status, 1);
  EXPECT_THAT(again.err, HasSubstr("[E0804]"));
  EXPECT_THAT(again.err, HasSubstr("3 trials"));
  EXPECT_EQ(search("runs.db", {"--seed", "6"}, "3").status, 0);
}

INSTANTIATE_TEST_SUITE_P(Strategies, Resume,
                         ::testing::Values("random", "evolution", "bo(kernel = hwl, initial = 4)"),
                         [](const auto& info) {
                           const std::string text = info.param;
                           return text.substr(0, text.find('('));
                         });

}  // namespace
}  // namespace nasg::testing
