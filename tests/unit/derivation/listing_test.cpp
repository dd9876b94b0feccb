// SPDX-License-Identifier: Apache-2.0
// Alias tables and listings against what they stand for.
#include "runtime/derivation/listing.h"

#include <gtest/gtest.h>

#include <cmath>

#include "runtime/derivation/variation.h"
#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

/// The share of each way over all draws.
std::vector<double> shares(const AliasTable& table, std::size_t ways) {
  std::vector<double> result(ways, 0.0);
  for (const AliasTable::Cell& cell : table.cells) {
    const double first = std::ldexp(static_cast<double>(cell.threshold), -64);
    const double worth = std::ldexp(1.0, -static_cast<int>(table.bits));
    if (first > 0) result.at(cell.ways[0]) += first * worth;
    if (first < 1) result.at(cell.ways[1]) += (1 - first) * worth;
  }
  return result;
}

TEST(AliasTable, GivesEachWayTheShareOfItsMass) {
  Rng rng(5);
  for (std::size_t ways = 1; ways <= 70; ++ways) {
    std::vector<double> masses;
    double total = 0;
    for (std::size_t i = 0; i < ways; ++i) {
      masses.push_back(rng.below(4) == 0 ? 0 : std::exp(8 * rng.uniform()));
      total += masses.back();
    }
    const std::vector<double> got = shares(AliasTable(masses), ways);
    for (std::size_t i = 0; i < ways && total > 0; ++i) {
      EXPECT_NEAR(got[i], masses[i] / total, 1e-14) << i << " of " << ways;
      if (masses[i] == 0) {
        EXPECT_EQ(got[i], 0) << "a way without mass is never taken";
      }
    }
  }
}

TEST(AliasTable, WithoutAnyMassTakesAllWaysAlike) {
  const std::vector<double> got = shares(AliasTable(std::vector<double>(5, 0.0)), 5);
  for (const double share : got) EXPECT_NEAR(share, 0.2, 1e-15);
}

TEST(AliasTable, PicksByTheUpperBitsTheCellAndByTheOthersTheWay) {
  const AliasTable table(std::vector<double>{3, 1});
  ASSERT_EQ(table.bits, 1U);
  EXPECT_EQ(table.pick(0), 0U);
  EXPECT_EQ(table.pick(UINT64_MAX / 2), 0U);
  EXPECT_EQ(table.pick(std::uint64_t{1} << 63), 1U);
  EXPECT_EQ(table.pick(UINT64_MAX), 0U);
}

/// The first rule of the derivation with that index.
ir::RuleId rule_of(const ir::State& state, std::size_t index) {
  std::size_t choice = 0;
  for (; index >= state.choices[choice].count.get_ui(); ++choice)
    index -= state.choices[choice].count.get_ui();
  return state.choices[choice].rule;
}

class Listed : public ::testing::Test {
 protected:
  testing::Built built_ = testing::build(testing::hnb201_like());
  Listings listings_{built_.automaton};
};

TEST_F(Listed, RowsAreTheDerivationsInTheOrderOfEnumeration) {
  std::size_t listed = 0;
  for (std::size_t i = 0; i < built_.automaton.size(); ++i) {
    const ir::State& state = built_.automaton[ir::StateId(i)];
    const auto index = listings_.of(ir::StateId(i));
    if (!index) continue;
    ++listed;
    const Listing& listing = listings_.all()[*index];
    EXPECT_EQ(state.count, listing.rows.size());
    double sum = 0;
    for (std::size_t row = 0; row < listing.rows.size(); ++row) {
      EXPECT_EQ(listing.rows[row].rules[0], rule_of(state, row));
      sum += listing.masses[row];
    }
    EXPECT_NEAR(sum, 1, 1e-12);
  }
  EXPECT_GT(listed, 0U);
}

TEST_F(Listed, StatesWithTooManyDerivationsAreNot) {
  EXPECT_FALSE(listings_.of(built_.automaton.start(0)).has_value());
}

}  // namespace
}  // namespace nasg::derivation
