// SPDX-License-Identifier: Apache-2.0
// Searches from the command line: objectives that go wrong, tables, several seeds, files with searches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/system/nasg/programs.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

class Search : public ::testing::Test {
 protected:
  Search() { folder_.write("tiny.nasg", kTinySpace); }

  Finished nasg(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"env", "-C", folder_.path(), program("nasg")});
    return run(arguments);
  }
  Finished search(const std::string& objective, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"search",   "tiny.nasg", "--no-jit",    "--strategy", "random",
                                   "--budget", "4",         "--objective", objective};
    words.insert(words.end(), more.begin(), more.end());
    return nasg(words);
  }
  Json trials(const std::string& objective) const {
    const Finished finished = search(objective, {"--json"});
    const Json json = Json::parse(finished.out, nullptr, false);
    return json.is_discarded() ? Json(finished.err) : json["runs"][0]["trials"];
  }

  Folder folder_;
};

TEST_F(Search, TheLeastParametersAreFoundAndTold) {
  const Finished finished = search("params", {"--budget", "40"});
  // The option stands twice: wrong usage.
  EXPECT_EQ(finished.status, 2);
  const Finished good =
      nasg({"search", "tiny.nasg", "--strategy", "random", "--budget", "40", "--objective", "params"});
  ASSERT_EQ(good.status, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("value        40\n"));
  EXPECT_THAT(good.out, HasSubstr("parameters   40\n"));
  EXPECT_THAT(good.out, HasSubstr("study        tiny.db\n"));
  EXPECT_THAT(folder_.files(), ElementsAre("tiny.db", "tiny.nasg"));
}

TEST_F(Search, JsonHasTheTrialsInOrder) {
  const Finished finished = search("params", {"--json", "--seeds", "3", "--seed", "7"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const Json json = Json::parse(finished.out);
  EXPECT_EQ(json["space"], "Tiny");
  EXPECT_EQ(json["strategy"], "random");
  ASSERT_EQ(json["runs"].size(), 3U);
  EXPECT_EQ(json["runs"][2]["seed"], 9);
  const Json& trial = json["runs"][0]["trials"][3];
  EXPECT_TRUE(trial["term"].is_string());
  EXPECT_TRUE(trial["value"].is_number());
  EXPECT_TRUE(trial["test"].is_null());
  EXPECT_EQ(trial["metrics"]["params"], trial["value"]);
  EXPECT_TRUE(trial["seconds"].is_number());
  EXPECT_NE(json["runs"][0]["trials"], json["runs"][1]["trials"]);
}

TEST_F(Search, CompiledAndInterpretedSpacesGiveOneResult) {
  const std::vector<std::string> words{"search", "tiny.nasg",   "--strategy", "evolution", "--budget",
                                       "40",     "--objective", "params",     "--json"};
  std::vector<std::string> compiled = words;
  compiled.insert(compiled.end(), {"--study", "compiled.db"});
  std::vector<std::string> interpreted = words;
  interpreted.insert(interpreted.end(), {"--study", "interpreted.db", "--no-jit"});
  const auto without_seconds = [](Json json) {
    for (Json& trial : json["runs"][0]["trials"]) trial.erase("seconds");
    return json;
  };
  const Finished first = nasg(compiled);
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.err, Not(HasSubstr("interpreted")));
  EXPECT_EQ(without_seconds(Json::parse(first.out)), without_seconds(Json::parse(nasg(interpreted).out)));
}

TEST_F(Search, AProgramsValueTestAndMetricsArrive) {
  const Json all = trials("command(\"echo {\\\"value\\\": 3, \\\"test\\\": 2, \\\"loss\\\": {seed}}\")");
  // Without quotes of its own, the program's words are joined by echo: the braces and quotes are gone.
  EXPECT_FALSE(all[0]["value"].is_number());
  folder_.write("print.sh", "echo \"{\\\"value\\\": 3, \\\"test\\\": 2, \\\"loss\\\": $1}\"\n");
  const Finished good = search("command(\"sh print.sh {seed}\")", {"--json", "--study", "good.db"});
  const Json trial = Json::parse(good.out)["runs"][0]["trials"][0];
  EXPECT_EQ(trial["value"], 3);
  EXPECT_EQ(trial["test"], 2);
  EXPECT_GT(trial["metrics"]["loss"], 0);
}

TEST_F(Search, TheTrialArrivesOnStandardInput) {
  folder_.write("count.sh", "grep -c '\"term\":\"Pair(.*)\"' -\n");
  EXPECT_EQ(trials("command(\"sh count.sh\")")[0]["value"], 1);
}

TEST_F(Search, TermsCannotBecomeCommands) {
  folder_.write("show.sh", "echo \"$1\" >> shown; echo 1\n");
  EXPECT_EQ(trials("command(\"sh show.sh 'x; touch owned; $(touch owned) {term}'\")").size(), 4U);
  EXPECT_THAT(read_file(folder_.path() + "/shown"), HasSubstr("x; touch owned; $(touch owned) Pair("));
  EXPECT_THAT(folder_.files(), Not(::testing::Contains("owned")));
}

TEST_F(Search, FailuresHangsAndNonsenseAreFailedTrialsAndTheSearchGoesOn) {
  folder_.write("bad.sh", R"(
n=$(cat n 2>/dev/null || echo 0); n=$((n + 1)); echo $n > n
case $n in
  1) echo "out of memory" >&2; exit 3 ;;
  2) sleep 1000 ;;
  3) echo banana ;;
  *) echo 7 ;;
esac
)");
  const Json all = trials("command(\"sh bad.sh\", timeout = 1)");
  ASSERT_EQ(all.size(), 4U) << all;
  EXPECT_TRUE(all[0]["value"].is_null());
  EXPECT_THAT(all[0]["message"], HasSubstr("status 3:\nout of memory"));
  EXPECT_THAT(all[1]["message"], HasSubstr("time limit"));
  EXPECT_THAT(all[2]["message"], HasSubstr("banana"));
  EXPECT_EQ(all[3]["value"], 7);
}

TEST_F(Search, AnObjectiveThatAlwaysFailsEndsWithoutABestWhateverTheStrategy) {
  folder_.write("fail.sh", "echo 'no such device' >&2; exit 3\n");
  for (const char* const strategy : {"auto(initial = 3)", "bo(initial = 3)",
                                     "evolution(population = 3, sample = 2)", "local(starts = 2)"}) {
    const Finished finished = nasg({"search", "tiny.nasg", "--no-jit", "--strategy", strategy, "--budget",
                                    "6", "--objective", "command(\"sh fail.sh\")"});
    EXPECT_EQ(finished.status, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("best         none: every trial failed\n")) << strategy;
    EXPECT_THAT(finished.err, HasSubstr("no such device")) << strategy;
  }
}

TEST_F(Search, ASpaceOfThreeIsSearchedWholeWithABudgetOfTen) {
  folder_.write("three.nasg", R"(
op wide = conv2d(C, kernel = 3, padding = 1);
space Three : [3, 8, 8] -> [10] { frame = OP >> global_avg_pool >> flatten >> linear(10); OP = id | relu | wide; }
)");
  for (const char* const strategy : {"auto", "random", "bo", "evolution", "local"}) {
    const Finished finished =
        nasg({"search", "three.nasg", "--no-jit", "--strategy", strategy, "--budget", "10", "--objective",
              "params", "--json", "--study", std::string(strategy) + ".db"});
    EXPECT_EQ(finished.status, 0) << finished.err;
    EXPECT_THAT(finished.err,
                HasSubstr("ended early: every architecture of `Three` has been evaluated: there are 3\n"))
        << strategy;
    const Json json = Json::parse(finished.out, nullptr, false);
    ASSERT_FALSE(json.is_discarded()) << finished.out;
    EXPECT_EQ(json["runs"][0]["trials"].size(), 3U) << strategy;
  }
}

TEST_F(Search, ATableIsLookedUpBesideTheSpace) {
  folder_.write("t.csv",
                "term,valid,test,hours\n\"Pair(id, id, id)\",1,2,3\n\"Pair( relu,relu , relu )\",4,5,6\n"
                "\"(NET Pair (OP id) (OP relu) (OP id))\",7,8,9\n");
  const auto evaluate = [this](const std::string& term) {
    return nasg({"evaluate", "tiny.nasg", term, "--json", "--objective",
                 "table(file = \"t.csv\", key = term, metric = valid, test = test, cost = hours)"});
  };
  EXPECT_EQ(Json::parse(evaluate("Pair(id,id,id)").out)["value"], 1);
  EXPECT_EQ(Json::parse(evaluate("Pair(relu, relu, relu)").out)["test"], 5);
  EXPECT_EQ(Json::parse(evaluate("Pair(id, relu, id)").out)["seconds"], 9);
  const Finished missing = evaluate("Pair(id, id, relu)");
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("has no row for this architecture"));
  EXPECT_EQ(trials("table(file = \"t.csv\", key = term, metric = valid)").size(), 4U);
}

TEST_F(Search, MistakesInSettingsPointIntoThem) {
  EXPECT_THAT(search("table(file = \"t.csv\", key = term, metric = valid)").err, HasSubstr("[E0730]"));
  const Finished unknown = search("trian(data = digits)");
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.err, HasSubstr("--objective:1:1: error: no objective is called `trian` [E0740]"));
  EXPECT_THAT(unknown.err, HasSubstr("did you mean `train`?"));
  EXPECT_THAT(search("command(\"x\", timout = 3)").err, HasSubstr("[E0701]"));
  EXPECT_THAT(search("params >> flops").err, HasSubstr("error"));
}

TEST_F(Search, AStudyThatIsNoneIsRefusedAndKept) {
  folder_.write("notes.db", "my notes\n");
  const Finished finished = search("params", {"--study", "notes.db"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.err, HasSubstr("[E0801]"));
  EXPECT_EQ(read_file(folder_.path() + "/notes.db"), "my notes\n");
}

TEST_F(Search, AFileRunsItsSearches) {
  folder_.write(
      "two.nasg",
      std::string(kTinySpace) +
          "search few on Tiny { objective = params; strategy = random; budget = 3 evaluations; }\n"
          "search more on Tiny { objective = flops; strategy = random; budget = 5 evaluations; }\n");
  const Finished finished = nasg({"two.nasg"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("of 3\n"));
  EXPECT_THAT(finished.out, HasSubstr("of 5\n"));
  const Finished report = nasg({"report", "two.db"});
  EXPECT_THAT(report.out, HasSubstr("objective    params\n"));
  EXPECT_THAT(report.out, HasSubstr("objective    flops\n"));
  // A second run is another study.
  EXPECT_EQ(nasg({"two.nasg"}).status, 0);
  EXPECT_THAT(folder_.files(), ::testing::IsSupersetOf({"two.db", "two-2.db"}));
  EXPECT_THAT(nasg({"tiny.nasg"}).err, HasSubstr("[E0743]"));
}

}  // namespace
}  // namespace nasg::testing
