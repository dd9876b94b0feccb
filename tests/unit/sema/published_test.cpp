// SPDX-License-Identifier: Apache-2.0
// The published spaces of the standard library: sizes, the benchmarks' own strings, parameters of published
// networks.
#include <gmock/gmock.h>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "tests/unit/sema/library_module.h"

namespace nasg {
namespace {

using testing::column;
using testing::module;
using testing::table;

std::int64_t parameters(const sema::CheckedSpace& made, const derivation::Derivation& derivation) {
  if (derivation.rules.empty()) return -1;
  const auto plan = derivation::build_plan(made.space, derivation);
  EXPECT_TRUE(plan) << plan.error().message();
  return derivation::cost(*plan).parameters;
}

derivation::Derivation parsed(const sema::CheckedSpace& made, const std::string& text) {
  const auto derivation = derivation::parse(made.space, made.automaton, text);
  EXPECT_TRUE(derivation.ok()) << text << "\n" << (derivation ? "" : derivation.error().message());
  return derivation ? *derivation : derivation::Derivation{};
}

std::string written(const sema::CheckedSpace& made, std::size_t notation,
                    const derivation::Derivation& derivation) {
  return derivation::notation(made.space, made.space.notations.at(notation), derivation).value_or("");
}

TEST(Macro, HasThePublishedSizeStringsAndParameters) {
  const auto made = module("nbmacro").space("NBMacro");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->automaton.count()->get_str(), "6561");
  const auto rows = table("nbmacro/nbmacro_cifar10.csv");
  if (rows.empty()) GTEST_SKIP() << "the table of NAS-Bench-Macro is not here";
  const std::size_t code = column(rows, "code");
  const std::size_t params = column(rows, "params");
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const derivation::Derivation derivation = parsed(*made, rows[i][code]);
    ASSERT_EQ(written(*made, 0, derivation), rows[i][code]);
    ASSERT_EQ(std::to_string(parameters(*made, derivation)), rows[i][params]) << rows[i][code];
  }
}

}  // namespace
}  // namespace nasg
