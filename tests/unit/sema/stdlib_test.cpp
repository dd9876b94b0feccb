// SPDX-License-Identifier: Apache-2.0
// The published spaces: sizes, and what published derivations cost.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using testing::Checked;
using ::testing::IsEmpty;

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string reference(const std::string& name) {
  const char* given = std::getenv("NASG_REFERENCE");
  return (given ? std::string(given) : std::string(NASG_SOURCE_DIR) + "/../shared/reference") + "/" + name;
}

Checked module(const std::string& name) {
  const std::string path = std::string(NASG_SOURCE_DIR) + "/stdlib/std/" + name + ".nasg";
  return Checked(read(path), path);
}

TEST(Stdlib, EveryModuleChecksClean) {
  const auto folder = std::filesystem::path(NASG_SOURCE_DIR) / "stdlib/std";
  for (const auto& file : std::filesystem::directory_iterator(folder))
    EXPECT_THAT(module(file.path().stem().string()).found(), IsEmpty()) << file.path();
}

TEST(Stdlib, CellSpaceHas15625Terms) {
  const auto made = module("nb201").space("NB201");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->automaton.count()->get_str(), "15625");
}

TEST(Stdlib, HierarchicalSpaceHasThePublishedGrammarsExactCount) {
  const auto made = module("hnb201").space("HNB201");
  ASSERT_TRUE(made);
  EXPECT_EQ(
      made->automaton.count()->get_str(),
      "6997023323344949136756792892541530485044960707205669786695392520835453298684546349572293930739813781"
      "1271791098927140609452155245040542183736198802429345932542106836702580255002977475783441983063514036"
      "8445702859657145599863178960930176628854921439868819135860704717938414786682472057007032349656799020"
      "3805778332371047145685806885538064589395055343147501219194862841159566267523");
}

TEST(Stdlib, ACellIsWrittenAndReadAsTheBenchmarkDoes) {
  const auto made = module("nb201").space("NB201");
  ASSERT_TRUE(made);
  const std::string string =
      "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_1x1~1|none~2|";
  const auto parsed = derivation::parse(made->space, made->automaton, string);
  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(derivation::term(made->space, *parsed), "Cell(conv3x3, zero, id, avg_pool, conv1x1, zero)");
  EXPECT_EQ(derivation::notation(made->space, made->space.notations.at(0), *parsed), string);
}

void expect_published_parameters(const std::string& file, const std::string& space, const std::string& key) {
  const std::string text = read(reference("param_counts.json"));
  if (text.empty()) GTEST_SKIP() << "the published parameter counts are not here";
  const auto made = module(file).space(space);
  ASSERT_TRUE(made);
  const auto counts = nlohmann::json::parse(text);
  ASSERT_FALSE(counts.at(key).empty());
  for (const auto& entry : counts.at(key)) {
    const auto parsed =
        derivation::parse(made->space, made->automaton, entry.at("string").get<std::string>());
    ASSERT_TRUE(parsed) << parsed.error().message();
    const auto plan = derivation::build_plan(made->space, *parsed);
    ASSERT_TRUE(plan) << plan.error().message();
    EXPECT_EQ(derivation::cost(*plan).parameters, entry.at("params_after_forward_32x32").get<std::int64_t>())
        << entry.at("index");
  }
}

TEST(Stdlib, CellsHaveThePublishedParameters) {
  expect_published_parameters("nb201", "NB201", "fixed");
}

TEST(Stdlib, HierarchicalNetworksHaveThePublishedParameters) {
  expect_published_parameters("hnb201", "HNB201", "hier");
}

}  // namespace
}  // namespace nasg
