// SPDX-License-Identifier: Apache-2.0
// Published derivations of the hierarchical and the fixed NAS-Bench-201 spaces: read, written, and priced.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

using namespace nasg::testing;

/// The parsed file, or null where the reference numbers are not at hand.
nlohmann::json reference(const std::string& file) {
  const char* folder = std::getenv("NASG_REFERENCE");
  std::ifstream in((folder != nullptr ? folder : NASG_SOURCE_DIR "/../shared/reference") + ("/" + file));
  return in ? nlohmann::json::parse(in) : nlohmann::json();
}

void expect_round_trip(const Built& built, const nlohmann::json& derivations) {
  for (const std::string text : derivations) {
    const diag::Result<Derivation> derivation = parse(*built.space, built.automaton, text);
    ASSERT_TRUE(derivation) << derivation.error().message();
    EXPECT_EQ(sexpr(*built.space, *derivation), text);
  }
}

void expect_parameters(const Built& built, const nlohmann::json& rows) {
  for (const nlohmann::json& row : rows) {
    const diag::Result<Derivation> derivation =
        parse(*built.space, built.automaton, row["string"].get<std::string>());
    ASSERT_TRUE(derivation) << derivation.error().message();
    const diag::Result<Plan> plan = build_plan(*built.space, *derivation);
    ASSERT_TRUE(plan) << plan.error().message();
    EXPECT_EQ(cost(*plan).parameters, row["params_after_forward_32x32"].get<std::int64_t>()) << row["index"];
  }
}

TEST(Reference, PublishedHierarchicalDerivationsReadAndWriteBack) {
  const nlohmann::json derivations = reference("derivations_hier.json");
  if (derivations.is_null()) GTEST_SKIP() << "no reference numbers (NASG_REFERENCE)";
  expect_round_trip(testing::build(hnb201_like()), derivations);
}

TEST(Reference, PublishedCellsReadAndWriteBack) {
  const nlohmann::json derivations = reference("derivations_fixed.json");
  if (derivations.is_null()) GTEST_SKIP() << "no reference numbers (NASG_REFERENCE)";
  expect_round_trip(testing::build(nb201_like(true)), derivations);
}

TEST(Reference, PlansHaveThePublishedNumbersOfParameters) {
  const nlohmann::json counts = reference("param_counts.json");
  if (counts.is_null()) GTEST_SKIP() << "no reference numbers (NASG_REFERENCE)";
  expect_parameters(testing::build(hnb201_like()), counts["hier"]);
  expect_parameters(testing::build(nb201_like(true, 5)), counts["fixed"]);
}

}  // namespace
}  // namespace nasg::derivation
