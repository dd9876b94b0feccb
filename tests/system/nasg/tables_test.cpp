// SPDX-License-Identifier: Apache-2.0
// Benchmark tables as they are published: those of the data folder are read as they stand, and SQLite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/system/nasg/programs.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

std::string data_folder() {
  const char* given = std::getenv("NASG_DATA");
  return given != nullptr ? given : NASG_SOURCE_DIR "/../shared/data";
}

std::string module(const std::string& name) {
  return NASG_SOURCE_DIR "/stdlib/std/" + name + ".nasg";
}

class Tables : public ::testing::Test {
 protected:
  Finished nasg(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(),
                     {"env", "-C", folder_.path(), "NASG_DATA=" + data_folder(), program("nasg")});
    return run(arguments);
  }
  Json trials(const std::string& name, const std::string& strategy, const std::string& objective,
              int budget = 3) const {
    const Finished finished =
        nasg({"search", module(name), "--no-jit", "--strategy", strategy, "--budget", std::to_string(budget),
              "--objective", objective, "--json", "--study", name + std::to_string(budget) + ".db"});
    const Json json = Json::parse(finished.out, nullptr, false);
    return json.is_discarded() ? Json(finished.err) : json["runs"][0]["trials"];
  }
  static bool absent(const std::string& table) {
    struct stat unused{};
    return ::stat((data_folder() + "/" + table).c_str(), &unused) != 0;
  }

  Folder folder_;
};

#define NASG_NEEDS(table) \
  if (absent(table)) GTEST_SKIP() << data_folder() << "/" << table << " is not there"

TEST_F(Tables, NasBench201IsReadAtBothOfItsFidelities) {
  NASG_NEEDS("nb201/nb201_cifar.csv");
  const Json json =
      trials("nb201", "hyperband",
             R"(table(file = "nb201/nb201_cifar.csv", key = arch, metric = "cifar10_valid_{fidelity}",)"
             R"( test = "cifar10_test_{fidelity}", fidelities = [12, 200], metrics = params_m))");
  ASSERT_TRUE(json.is_array()) << json;
  EXPECT_EQ(json[0]["fidelity"], 12);
  EXPECT_EQ(json.back()["fidelity"], 200);
  for (const Json& trial : json) {
    EXPECT_TRUE(trial["value"].is_number()) << trial;
    EXPECT_TRUE(trial["test"].is_number()) << trial;
    EXPECT_TRUE(trial["metrics"]["params_m"].is_number()) << trial;
  }
}

TEST_F(Tables, NasBenchMacroIsReadByItsCodes) {
  NASG_NEEDS("nbmacro/nbmacro_cifar10.csv");
  const Json json = trials("nbmacro", "random",
                           R"(table(file = "nbmacro/nbmacro_cifar10.csv", key = code, metric = mean_acc))");
  ASSERT_EQ(json.size(), 3U) << json;
  for (const Json& trial : json) EXPECT_TRUE(trial["value"].is_number()) << trial;
}

TEST_F(Tables, NasBench301IsReadByBothOfItsCells) {
  NASG_NEEDS("nb301/nb301_zc.csv");
  const Finished finished = nasg(
      {"evaluate", module("darts"),
       "<max_pool_3x3:0 dil_conv_3x3:1 avg_pool_3x3:1 avg_pool_3x3:0 sep_conv_3x3:1 sep_conv_3x3:0 "
       "sep_conv_3x3:1 skip_connect:3 ; max_pool_3x3:1 skip_connect:0 sep_conv_3x3:1 sep_conv_3x3:0 "
       "max_pool_3x3:3 avg_pool_3x3:0 max_pool_3x3:2 dil_conv_5x5:3>",
       "--objective",
       R"(table(file = "nb301/nb301_zc.csv", key = [normal, reduce], metric = surrogate_val_accuracy))"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("93.3212"));
}

TEST_F(Tables, NasBench101IsReadByMatrixAndOperations) {
  NASG_NEEDS("nb101/nb101_full55.csv");
  const auto evaluate = [&](const std::string& cell, const std::string& table) {
    const Finished finished =
        nasg({"evaluate", module("nb101"), cell, "--objective", "table(key = [adj, ops], " + table + ")"});
    EXPECT_EQ(finished.status, 0) << finished.err;
    return finished.out;
  };
  EXPECT_THAT(
      evaluate("010010/001010/000101/000011/000001/000000 input conv3x3 conv3x3 conv3x3 conv1x1 output",
               R"(file = "nb101/nb101_full55.csv", metric = val_acc_108, test = test_acc_108)"),
      HasSubstr("92.7017"));
  NASG_NEEDS("nb101/nb101_zc500.csv");
  EXPECT_THAT(
      evaluate("011111/000001/000001/000010/000001/000000 input maxpool3x3 maxpool3x3 conv3x3 conv3x3 output",
               R"(file = "nb101/nb101_zc500.csv", metric = val_accuracy_108, repeated = first)"),
      HasSubstr("92.5781"));
}

// The tables of EC-NAS have one matrix of every cell of up to four, or five, vertices.
TEST_F(Tables, NasBench101IsReadByIsomorphism) {
  NASG_NEEDS("nb101/nb101_ec_5v9e_4epochs.csv");
  const Json json = trials("nb101", "random(uniform = false)",
                           R"(table(file = "nb101/nb101_ec_5v9e_4epochs.csv", key = [adj, ops],)"
                           R"( metric = val_acc_4, cost = train_time_s, match = isomorphism))",
                           40);
  ASSERT_EQ(json.size(), 40U) << json;
  int small = 0;
  for (const Json& trial : json) {
    const std::string term = trial["term"];
    const bool is_small = term.starts_with("Graph") && term[5] <= '5';
    small += is_small;
    EXPECT_TRUE(!is_small || trial["value"].is_number()) << trial;
  }
  EXPECT_GT(small, 10);
  NASG_NEEDS("nb101/nb101_ec_4v9e_4epochs.csv");
  const Json three = trials("nb101", "random",
                            R"(table(file = "nb101/nb101_ec_4v9e_4epochs.csv", key = [adj, ops],)"
                            R"( metric = val_acc_4, match = isomorphism, repeated = mean))");
  ASSERT_EQ(three.size(), 3U) << three;
}

// One recipe was run twice; two runs have no finite loss.
TEST_F(Tables, NasBenchNlpIsReadByItsRecipes) {
  NASG_NEEDS("nbnlp/nbnlp_wikitext2.csv");
  const Finished finished = nasg(
      {"evaluate", module("nbnlp"),
       R"({"f": {"op": "linear", "input": ["x", "h_prev_0"]}, "h_new_0": {"op": "activation_tanh", "input": ["f"]}})",
       "--objective",
       R"(table(file = "nbnlp/nbnlp_wikitext2.csv", key = recipe, metric = val_loss, test = test_loss,)"
       R"( cost = wall_time_s, minimise = true, repeated = first, match = isomorphism))"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("5.22587"));
}

TEST_F(Tables, NasBenchSuiteZeroIsReadForOneOfItsDataSets) {
  NASG_NEEDS("nb201/nb201_zc.csv");
  const Finished finished = nasg(
      {"evaluate", module("nb201"),
       "|skip_connect~0|+|skip_connect~0|nor_conv_1x1~1|+|skip_connect~0|skip_connect~1|nor_conv_1x1~2|",
       "--objective",
       R"(table(file = "nb201/nb201_zc.csv", key = arch, metric = val_accuracy_200, metrics = [synflow, nwot],)"
       R"( where = [dataset, cifar10]))"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("84.26"));
  EXPECT_THAT(finished.out, HasSubstr("nwot         384.18"));
}

// Latencies and training-free scores name cells by their number; the table of accuracies says which they are.
TEST_F(Tables, TablesByNumberAreJoinedWithTheOneThatNamesArchitectures) {
  NASG_NEEDS("nb201/nb201_cifar.csv");
  const std::string cell =
      "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|";
  for (const auto& [table, column, value] :
       std::vector<std::array<std::string, 3>>{{"nb201/nb201_latency_help.csv", "raspi4", "10.482"},
                                               {"nb201/nb201_naswot_v1.csv", "naswot", "-776.44"}}) {
    NASG_NEEDS(table);
    const Finished joined = nasg({"table", "join", data_folder() + "/nb201/nb201_cifar.csv",
                                  data_folder() + "/" + table, "--by", "index", "-o", column + ".csv"});
    ASSERT_EQ(joined.status, 0) << joined.err;
    const Finished finished =
        nasg({"evaluate", module("nb201"), cell, "--objective",
              "table(file = \"" + column +
                  ".csv\", key = arch, metric = cifar10_valid_200, metrics = " + column + ")"});
    EXPECT_EQ(finished.status, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("81.9827"));
    EXPECT_THAT(finished.out, HasSubstr(value));
  }
}

// Proxies of a table are what a kernel compares.
TEST_F(Tables, ProxiesOfATableAreFeaturesOfASurrogate) {
  NASG_NEEDS("nb201/nb201_zc.csv");
  std::ifstream table(data_folder() + "/nb201/nb201_zc.csv");
  std::string line, terms;
  for (std::getline(table, line); std::getline(table, line);)
    if (line.find(",cifar10,") != std::string::npos)
      terms += line.substr(line.find('|'), line.rfind('|') + 1 - line.find('|')) + "\n";
  folder_.write("terms.txt", terms);
  const std::string rows =
      R"(table(file = "nb201/nb201_zc.csv", key = arch, where = [dataset, cifar10], metric = )";
  const std::string measured = "measured(" + rows + "synflow), " + rows + "jacov))";
  const Finished finished = nasg({"surrogate", module("nb201"), "--objective", rows + "val_accuracy_200)",
                                  "--terms", "terms.txt", "--sizes", "40", "--test", "200", "--seeds", "3",
                                  "--json", "--surrogate", "gp(kernel = " + measured + ")", "--surrogate",
                                  "forest(encoding = join(adjacency(one_hot = true), " + measured + "))"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  for (const Json& row : Json::parse(finished.out)) EXPECT_GT(row["tau"]["mean"], 0.45) << row["surrogate"];
}

TEST_F(Tables, AnSqliteFileIsReadAsItsRows) {
  folder_.write("tiny.nasg", kTinySpace);
  folder_.write("make.py",
                "import sqlite3\n"
                "db = sqlite3.connect('t.db')\n"
                "db.execute('CREATE TABLE results (arch TEXT, accuracy REAL)')\n"
                "db.execute(\"INSERT INTO results VALUES ('nothing', 1.0)\")\n"
                "db.execute('CREATE TABLE other (x)')\n"
                "db.commit()\n");
  ASSERT_EQ(run({"env", "-C", folder_.path(), "python3", "make.py"}).status, 0);
  const auto said = [&](const std::string& table) {
    return nasg({"search", "tiny.nasg", "--no-jit", "--objective",
                 "table(file = \"t.db\", key = arch, metric = accuracy" + table + ")"})
        .err;
  };
  EXPECT_THAT(said(""),
              HasSubstr("it holds several tables; say `table = ` one of `other`, `results` [E0806]"));
  EXPECT_THAT(said(", table = result"),
              HasSubstr("it has no table `result`; there are `other`, `results` [E0806]"));
  EXPECT_THAT(said(", table = other"), HasSubstr("has no column `arch`; its columns are `x`"));
  EXPECT_THAT(said(", table = results"), HasSubstr("no key of the table `t.db` (column `arch`)"));
}

}  // namespace
}  // namespace nasg::testing
