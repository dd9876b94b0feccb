// SPDX-License-Identifier: Apache-2.0
// Searches for several values, within limits, and over fidelities, from the command line.
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

class Front : public ::testing::Test {
 protected:
  Front() { folder_.write("tiny.nasg", kTinySpace); }

  Finished search(const std::string& objective, const std::string& strategy, const std::string& budget,
                  const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"env",       "-C",          folder_.path(), program("nasg"), "search",
                                   "tiny.nasg", "--no-jit",    "--strategy",   strategy,        "--budget",
                                   budget,      "--objective", objective};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  static Json first_run(const Finished& finished) {
    const Json json = Json::parse(finished.out, nullptr, false);
    return json.is_discarded() ? Json(finished.err) : json["runs"][0];
  }

  Folder folder_;
};

TEST_F(Front, IsWhatNoOtherTrialBeatsEverywhere) {
  const Json run =
      first_run(search("pareto(params, maximise(flops))", "evolution(population = 5)", "12", {"--json"}));
  ASSERT_TRUE(run.is_object()) << run;
  const auto beats = [&](const Json& a, const Json& b) {
    const double pa = a["value"], pb = b["value"], fa = a["metrics"]["flops"], fb = b["metrics"]["flops"];
    return pa <= pb && fa >= fb && (pa < pb || fa > fb);
  };
  Json front = Json::array();
  for (std::size_t i = 0; i < run["trials"].size(); ++i) {
    bool beaten = false;
    for (std::size_t j = 0; j < run["trials"].size(); ++j) {
      const Json &a = run["trials"][j], &b = run["trials"][i];
      const bool equal = a["value"] == b["value"] && a["metrics"]["flops"] == b["metrics"]["flops"];
      beaten = beaten || beats(a, b) || (equal && j < i);
    }
    if (!beaten) front.push_back(i);
  }
  EXPECT_EQ(run["front"], front);
  const Finished report = testing::run({"env", "-C", folder_.path(), program("nasg"), "report", "tiny.db"});
  EXPECT_THAT(report.out, HasSubstr("front        " + std::to_string(front.size()) + " of 12 trials\n"));
}

TEST_F(Front, WhatExceedsALimitIsNeverTheBest) {
  const Json all = first_run(search("flops", "random", "12", {"--json", "--study", "all.db"}));
  double least = 1e30, most = 0;
  for (const Json& trial : all["trials"]) {
    least = std::min(least, trial["metrics"]["params"].get<double>());
    most = std::max(most, trial["metrics"]["params"].get<double>());
  }
  ASSERT_LT(least, most);
  const std::string limited = "at_most(flops, params = " + std::to_string(static_cast<long>(least)) + ")";
  const Json run = first_run(search(limited, "random", "12", {"--json"}));
  ASSERT_TRUE(run.is_object()) << run;
  std::size_t admitted = 0;
  for (const Json& trial : run["trials"]) {
    const bool within = trial["metrics"]["params"] <= least;
    EXPECT_EQ(trial.value("admitted", true), within) << trial;
    admitted += within ? 1 : 0;
  }
  EXPECT_GT(admitted, 0U);
  EXPECT_LT(admitted, 12U);
  const Finished text = search(limited, "random", "12", {"--study", "text.db"});
  EXPECT_THAT(text.out, HasSubstr("parameters   " + std::to_string(static_cast<long>(least)) + "\n"));
}

TEST_F(Front, AMetricThatAProgramDoesNotTellIsAFailedTrial) {
  const std::string program = "command(\"echo 3\")";
  const Finished missing = search("at_most(" + program + ", latency = 3)", "random", "2");
  EXPECT_THAT(missing.err, HasSubstr("`latency`, which has a limit, was not measured"));
  const Finished unmeasured = search("pareto(" + program + ", latency)", "random", "2", {"--study", "b.db"});
  EXPECT_THAT(unmeasured.err, HasSubstr("`latency` was not measured"));
  EXPECT_THAT(unmeasured.out, HasSubstr("front        0 of 2 trials"));
}

TEST_F(Front, AMetricThatIsNeverMeasuredIsToldBeforeTheFirstTrial) {
  const std::string train = "train(data = digits, epochs = 1)";
  const std::string metrics = "there are `params`, `flops`, `train_loss`";
  for (const std::string& objective :
       {"at_most(" + train + ", latency = 3)", "pareto(" + train + ", latency)",
        "pareto(" + train + ", maximise(latency))"}) {
    const Finished told = search(objective, "random", "1");
    EXPECT_EQ(told.status, 1) << objective;
    EXPECT_THAT(told.err, HasSubstr("does not measure `latency` [E0766]")) << objective;
    EXPECT_THAT(told.err, HasSubstr(metrics)) << objective;
    EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/tiny.db"));
  }
  // What an earlier part measures is known, and what a proxy measures is its own name.
  EXPECT_EQ(search("at_most(pareto(params, proxy(metric = zen)), zen = 1M)", "random", "1").status, 0);
}

TEST_F(Front, FidelitiesReachTheProgramAndARunGoesOnInTheMiddleOfABracket) {
  folder_.write("spend.sh", "cat >> told\necho $1\n");
  const std::string objective = "command(\"sh spend.sh {fidelity}\", fidelity = 9, continues = true)";
  const Json whole = first_run(search(objective, "hyperband", "4", {"--json", "--study", "whole.db"}));
  ASSERT_TRUE(whole.is_object()) << whole;
  std::vector<int> fidelities;
  for (const Json& trial : whole["trials"]) {
    EXPECT_EQ(trial["value"], trial["fidelity"]);
    fidelities.push_back(trial["fidelity"]);
  }
  // 9×1, then 3 go on to 3 and 1 to 9: 21 of 36 ninths; then 5×3 uses up the budget.
  EXPECT_THAT(fidelities, ::testing::ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 9, 3, 3, 3, 3, 3));
  const auto told = run({"grep", "-c", "\"fidelity\":3,\"reached\":1", folder_.path() + "/told"});
  EXPECT_EQ(told.out, "3\n");

  ASSERT_EQ(search(objective, "hyperband", "1", {"--study", "parts.db"}).status, 0);
  const Json rest =
      first_run(search(objective, "hyperband", "4", {"--json", "--study", "parts.db", "--resume"}));
  ASSERT_TRUE(rest.is_object()) << rest;
  ASSERT_EQ(rest["trials"].size(), whole["trials"].size());
  for (std::size_t i = 0; i < whole["trials"].size(); ++i) {
    EXPECT_EQ(rest["trials"][i]["term"], whole["trials"][i]["term"]);
    EXPECT_EQ(rest["trials"][i]["fidelity"], whole["trials"][i]["fidelity"]);
  }
}

}  // namespace
}  // namespace nasg::testing
