// SPDX-License-Identifier: Apache-2.0
// `nasg gram` and `nasg params` give the numbers that the published code gives.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using Json = nlohmann::json;
using Matrix = std::vector<std::vector<double>>;

std::string reference(const std::string& name) {
  const char* folder = std::getenv("NASG_REFERENCE");
  return (folder != nullptr ? std::string(folder) : NASG_SOURCE_DIR "/../shared/reference") + "/" + name;
}

std::string stdlib(const std::string& name) {
  return NASG_SOURCE_DIR "/stdlib/std/" + name;
}

Matrix matrix(const std::string& text) {
  Matrix rows;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string field;
    rows.emplace_back();
    while (std::getline(fields, field, ',')) rows.back().push_back(std::stod(field));
  }
  return rows;
}

/// The first derivations of a reference file, a line each.
std::string derivations(const std::string& name, std::size_t count) {
  std::ifstream file(reference(name));
  const Json all = Json::parse(file);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += all[i].get<std::string>() + "\n";
  return text;
}

class Reference : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::ifstream(reference("derivations_hier.json")))
      GTEST_SKIP() << "the reference numbers are not there";
  }

  static void expect_gram(const std::string& space, const std::string& terms, const std::string& kernel,
                          const std::string& expected) {
    const Finished finished = run(
        {program("nasg"), "gram", stdlib(space), "--kernel", kernel, "--terms", "-"}, derivations(terms, 30));
    ASSERT_EQ(finished.status, 0) << finished.err;
    const Matrix ours = matrix(finished.out);
    const Matrix theirs = matrix(read_file(reference(expected)));
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      ASSERT_EQ(ours[i].size(), theirs[i].size());
      for (std::size_t j = 0; j < ours[i].size(); ++j)
        EXPECT_NEAR(ours[i][j], theirs[i][j], 1e-12) << i << ',' << j;
    }
  }

  static void expect_params(const std::string& space, const std::string& terms, const std::string& key) {
    std::ifstream file(reference("param_counts.json"));
    const Json counts = Json::parse(file)[key];
    const Finished finished =
        run({program("nasg"), "params", stdlib(space), "--terms", "-"}, derivations(terms, counts.size()));
    ASSERT_EQ(finished.status, 0) << finished.err;
    std::istringstream lines(finished.out);
    std::string line;
    for (const Json& count : counts) {
      ASSERT_TRUE(std::getline(lines, line));
      EXPECT_EQ(std::stoll(line.substr(line.find_last_of('\t') + 1)), count["params_after_forward_32x32"]);
    }
  }
};

TEST_F(Reference, TheHierarchicalKernelEqualsThePublishedOne) {
  expect_gram("hnb201.nasg", "derivations_hier.json", "hwl(weights=uniform, depths=[2,1,2,2,2,2])",
              "gram_hWL_hier.csv");
}

TEST_F(Reference, TheFlatKernelEqualsThePublishedOne) {
  expect_gram("hnb201.nasg", "derivations_hier.json", "wl(depth=2)", "gram_WL_hier.csv");
  expect_gram("nb201.nasg", "derivations_fixed.json", "wl(depth=2)", "gram_WL_fixed.csv");
}

TEST_F(Reference, ParametersEqualThePublishedCounts) {
  expect_params("hnb201.nasg", "derivations_hier.json", "hier");
  expect_params("nb201.nasg", "derivations_fixed.json", "fixed");
}

}  // namespace
}  // namespace nasg::testing
