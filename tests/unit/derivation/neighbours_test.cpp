// SPDX-License-Identifier: Apache-2.0
// Neighbours by one exchanged production.
#include "runtime/derivation/neighbours.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

using namespace nasg::testing;

class NeighboursOf : public ::testing::TestWithParam<NamedSpace> {
 protected:
  Built built_ = testing::build(GetParam().make());
  Neighbourhood neighbourhood_{*built_.space, built_.automaton};
  std::unique_ptr<Variation> variation_ = make_interpreter(*built_.space, built_.automaton);
};

INSTANTIATE_TEST_SUITE_P(Each, NeighboursOf, ::testing::ValuesIn(spaces_of_every_kind()),
                         [](const auto& info) { return info.param.name; });

TEST_P(NeighboursOf, AreValidAndOthersAndAlwaysTheSame) {
  Rng rng(3);
  std::size_t met = 0;
  for (int i = 0; i < 20; ++i) {
    const auto parent = variation_->sample(rng);
    if (!parent) continue;
    const std::vector<Derivation> neighbours = neighbourhood_.all(*parent);
    met += neighbours.size();
    for (const Derivation& neighbour : neighbours) {
      EXPECT_TRUE(is_valid(*built_.space, built_.automaton, neighbour.rules));
      EXPECT_NE(neighbour, *parent);
    }
    EXPECT_EQ(neighbours, Neighbourhood(*built_.space, built_.automaton).all(*parent));
  }
  EXPECT_GT(met, 0U);
}

TEST(Neighbours, OfACellDifferInOneOperation) {
  const Built built = build(nb201_like());
  const Neighbourhood neighbourhood(*built.space, built.automaton);
  Rng rng(1);
  const Derivation cell = *make_interpreter(*built.space, built.automaton)->sample(rng);
  const std::vector<Derivation> neighbours = neighbourhood.all(cell);
  ASSERT_EQ(neighbours.size(), 6U * 4U);
  for (const Derivation& neighbour : neighbours) {
    std::size_t different = 0;
    for (std::size_t i = 0; i < cell.rules.size(); ++i)
      different += cell.rules[i] != neighbour.rules[i] ? 1 : 0;
    EXPECT_EQ(different, 1U);
    const std::vector<Derivation> back = neighbourhood.all(neighbour);
    EXPECT_NE(std::ranges::find(back, cell), back.end()) << "a neighbour of a neighbour is where it began";
  }
}

/// `C = Linear2(CELL, CELL) | Linear3(CELL, CELL, CELL) | …`: from two cells to three and back.
TEST(Neighbours, KeepThePartsThatTheNewProductionAsksForToo) {
  const Built built = build(hnb201_like());
  const ir::Space& space = *built.space;
  const Neighbourhood neighbourhood(space, built.automaton);
  Rng rng(1);
  const Derivation parent = *make_interpreter(space, built.automaton)->sample(rng);
  const std::vector<std::uint32_t> ends = subtree_ends(space, parent.rules);
  std::size_t met = 0;
  for (const Neighbourhood::Exchange& exchange : neighbourhood.exchanges(parent)) {
    const std::uint32_t at = exchange.position;
    const ir::Rule& old_rule = space[parent.rules[at]];
    const ir::Rule& new_rule = space[exchange.rule];
    if (old_rule.holes.empty() || new_rule.holes.empty()) continue;
    if (old_rule.holes.front() != new_rule.holes.front()) continue;
    const auto child = neighbourhood.apply(parent, exchange);
    if (!child) continue;
    ++met;
    EXPECT_TRUE(std::equal(parent.rules.begin() + at + 1, parent.rules.begin() + ends[at + 1],
                           child->rules.begin() + at + 1));
  }
  EXPECT_GT(met, 10U);
}

TEST(Neighbours, KeepTheLimits) {
  ir::Space space = nb201_like();
  ir::Limit limit;
  limit.terms = {{ir::Quantity::kCount, 1, "conv3x3"}};
  limit.bound = 2;
  limit.text = "count(conv3x3) <= 2";
  space.limits.push_back(limit);
  const Built built = build(std::move(space));
  const Neighbourhood neighbourhood(*built.space, built.automaton);
  Rng rng(4);
  const auto variation = make_interpreter(*built.space, built.automaton);
  std::size_t fewest = 24;
  for (int i = 0; i < 30; ++i) {
    const auto neighbours = neighbourhood.all(*variation->sample(rng));
    fewest = std::min(fewest, neighbours.size());
    for (const Derivation& neighbour : neighbours)
      EXPECT_TRUE(is_valid(*built.space, built.automaton, neighbour.rules));
  }
  EXPECT_EQ(fewest, 20U) << "of a cell with two, none of the four other edges may become a third";
}

}  // namespace
}  // namespace nasg::derivation
