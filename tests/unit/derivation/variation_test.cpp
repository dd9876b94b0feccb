// SPDX-License-Identifier: Apache-2.0
// Sampling, mutation and crossover by interpretation.
#include "runtime/derivation/variation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "runtime/derivation/listing.h"
#include "tests/support/space_builder.h"
#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

using namespace nasg::testing;

class AnySpace : public ::testing::TestWithParam<NamedSpace> {
 protected:
  Built built_ = testing::build(GetParam().make());
  const ir::Space& space_ = *built_.space;
  std::unique_ptr<Variation> interpreter_ = make_interpreter(space_, built_.automaton);
  bool valid(const Derivation& derivation) const {
    return is_valid(space_, built_.automaton, derivation.rules);
  }
};

INSTANTIATE_TEST_SUITE_P(Each, AnySpace, ::testing::ValuesIn(spaces_of_every_kind()),
                         [](const auto& info) { return info.param.name; });

/// The step `draw` of variation.h, written as plainly as it is told.
bool draw(const ir::Automaton& automaton, const Listings& listings, ir::StateId id, std::uint32_t room,
          Rng& rng, std::vector<ir::RuleId>& out) {
  if (const auto index = listings.of(id)) {
    const Listing& listing = listings.all()[*index];
    const Listing::Row& row = listing.rows[listing.fixed() ? 0 : listing.table.pick(rng.next())];
    if (row.height > room || out.size() + row.length > ir::kMaxRules) return false;
    out.insert(out.end(), row.rules.begin(), row.rules.begin() + row.length);
    return true;
  }
  const std::vector<ir::Choice>& choices = automaton[id].choices;
  std::vector<double> masses;
  for (const ir::Choice& choice : choices) masses.push_back(choice.mass);
  const std::size_t taken = choices.size() > 1 ? AliasTable(masses).pick(rng.next()) : 0;
  if (room == 0 || out.size() >= ir::kMaxRules) return false;
  out.push_back(choices[taken].rule);
  for (const ir::StateId child : choices[taken].children)
    if (!draw(automaton, listings, child, room - 1, rng, out)) return false;
  return true;
}

TEST_P(AnySpace, SamplesAreThoseOfThePlainAlgorithm) {
  const Listings listings(built_.automaton);
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Rng rng(seed);
    Rng plain = rng;
    std::vector<ir::RuleId> expected;
    bool whole = true;
    for (std::size_t root = 0; root < space_.roots.size() && whole; ++root)
      whole = draw(built_.automaton, listings, built_.automaton.start(root),
                   space_.depth_limit.value_or(ir::kMaxDepth), plain, expected);
    const std::optional<Derivation> drawn = interpreter_->sample(rng);
    ASSERT_EQ(drawn.has_value(), whole);
    if (whole) {
      EXPECT_EQ(drawn->rules, expected);
    }
    EXPECT_EQ(rng.state, plain.state);
  }
}

TEST_P(AnySpace, SamplesAreValid) {
  Rng rng(3);
  for (int i = 0; i < 1000; ++i) {
    const std::optional<Derivation> drawn = interpreter_->sample(rng);
    ASSERT_TRUE(drawn);
    EXPECT_TRUE(valid(*drawn));
  }
}

TEST_P(AnySpace, UsedMemoryChangesNothing) {
  Rng rng(11);
  Derivation sample, mutant;
  for (int i = 0; i < 200; ++i) {
    Rng same = rng;
    ASSERT_TRUE(interpreter_->sample(rng, sample));
    EXPECT_EQ(sample, interpreter_->sample(same));
    ASSERT_TRUE(interpreter_->mutate(sample, rng, mutant));
    EXPECT_EQ(mutant, interpreter_->mutate(sample, same));
  }
}

TEST_P(AnySpace, MutantsAreValidAndDiffer) {
  Rng rng(4);
  Derivation parent = *interpreter_->sample(rng);
  for (int i = 0; i < 1000; ++i) {
    const std::optional<Derivation> mutant = interpreter_->mutate(parent, rng);
    ASSERT_TRUE(mutant) << i;
    EXPECT_TRUE(valid(*mutant));
    EXPECT_NE(*mutant, parent);
    parent = *mutant;
  }
}

TEST_P(AnySpace, CrossedChildrenAreValidAndKeepEveryRule) {
  Rng rng(5);
  int crossed = 0;
  for (int i = 0; i < 500; ++i) {
    const Derivation a = *interpreter_->sample(rng);
    const Derivation b = *interpreter_->sample(rng);
    const auto children = interpreter_->cross(a, b, rng);
    if (!children) continue;
    ++crossed;
    EXPECT_TRUE(valid(children->first));
    EXPECT_TRUE(valid(children->second));
    EXPECT_NE(children->first, a);
    EXPECT_NE(children->second, b);
    std::vector<ir::RuleId> before = a.rules;
    before.insert(before.end(), b.rules.begin(), b.rules.end());
    std::vector<ir::RuleId> after = children->first.rules;
    after.insert(after.end(), children->second.rules.begin(), children->second.rules.end());
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    EXPECT_EQ(before, after);
  }
  EXPECT_GT(crossed, 50);
}

TEST_P(AnySpace, EqualSeedsGiveEqualRuns) {
  const auto run = [&] {
    Rng rng(11);
    std::vector<Derivation> all;
    for (int i = 0; i < 50; ++i) {
      all.push_back(*interpreter_->sample(rng));
      all.push_back(interpreter_->mutate(all.back(), rng).value_or(Derivation{}));
    }
    return all;
  };
  EXPECT_EQ(run(), run());
}

TEST(Mutation, ReachesEveryDerivationOfASmallSpace) {
  const Built built = testing::build(nested_zero_like());
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  Rng rng(6);
  std::set<Derivation> seen;
  Derivation now = *interpreter->sample(rng);
  for (int i = 0; i < 20000; ++i) {
    now = *interpreter->mutate(now, rng);
    seen.insert(now);
  }
  EXPECT_EQ(seen.size(), built.automaton.count()->get_ui());
}

TEST(Mutation, OfTheOnlyDerivationIsNothing) {
  SpaceBuilder builder("S", {4}, {4});
  builder.rule("X", chain({nt("Y"), nt("Y")}));
  builder.rule("Y", leaf("id"));
  const Built built = testing::build(builder.build());
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  Rng rng(1);
  const Derivation only = *interpreter->sample(rng);
  EXPECT_FALSE(interpreter->mutate(only, rng));
  EXPECT_FALSE(interpreter->cross(only, only, rng));
}

TEST(Mutation, DrawsItsPositionUniformlyAmongThoseThatVary) {
  // In Cell(OPS…) without a constraint the cell and its six operations vary. Redrawing the whole cell, a
  // draw in seven, changes at least two edges unless only one differs.
  const Built built = testing::build(nb201_like());
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  Rng rng(9);
  const Derivation parent = *interpreter->sample(rng);
  constexpr int kRuns = 70000;
  int several = 0;
  for (int i = 0; i < kRuns; ++i) {
    const Derivation mutant = *interpreter->mutate(parent, rng);
    int changed = 0;
    for (std::size_t p = 0; p < parent.rules.size(); ++p) changed += mutant.rules[p] != parent.rules[p];
    several += changed > 1;
  }
  // P(two or more of six edges differ | at least one does) = (5^6 - 1 - 24) / (5^6 - 1)
  const double expected = kRuns / 7.0 * (15625 - 25) / (15625 - 1);
  EXPECT_NEAR(several, expected, 4 * std::sqrt(kRuns * (1.0 / 7) * (6.0 / 7)));
}

TEST(Crossover, WithinOneDerivationSwapsItsParts) {
  const Built built = testing::build(hnb201_like());
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  Rng rng(10);
  for (int i = 0; i < 100; ++i) {
    const Derivation one = *interpreter->sample(rng);
    const auto children = interpreter->cross(one, one, rng);
    ASSERT_TRUE(children);
    EXPECT_NE(children->first, one);
    EXPECT_NE(children->second, one);
  }
}

TEST(Crossover, OfRootsNeedsSeveralRoots) {
  // Two cells that differ in every edge share no derivation but the root's: only the edges may be swapped.
  const Built built = testing::build(nb201_like());
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  const auto cell = [](std::size_t rule) {
    Derivation made{{ir::RuleId(0)}};
    made.rules.insert(made.rules.end(), 6, ir::RuleId(rule));
    return made;
  };
  Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    const auto children = interpreter->cross(cell(2), cell(3), rng);
    ASSERT_TRUE(children);
    EXPECT_EQ(std::ranges::count(children->first.rules, ir::RuleId(3)), 1);
  }
}

TEST(Sampling, FailsWhereARecursionDoesNotEnd) {
  const Built built = testing::build(endless_like(0.5));
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  int failed = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Rng rng(seed);
    const std::optional<Derivation> drawn = interpreter->sample(rng);
    failed += !drawn;
    if (drawn) {
      EXPECT_TRUE(is_valid(*built.space, built.automaton, drawn->rules));
    }
  }
  EXPECT_GT(failed, 0);
  EXPECT_LT(failed, 100);
}

TEST(Sampling, AMutantOfADeepDerivationKeepsTheGreatestDepth) {
  const Built built = testing::build(endless_like(0.49));
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  Derivation deep;
  for (std::uint32_t i = 1; i < ir::kMaxDepth; ++i) {
    deep.rules.push_back(ir::RuleId(2));
    deep.rules.push_back(ir::RuleId(1));
  }
  deep.rules.push_back(ir::RuleId(0));
  ASSERT_TRUE(is_valid(*built.space, built.automaton, deep.rules));
  Rng rng(1);
  for (int i = 0; i < 100; ++i) {
    const std::optional<Derivation> mutant = interpreter->mutate(deep, rng);
    ASSERT_TRUE(mutant);
    EXPECT_LE(depth(*built.space, mutant->rules), ir::kMaxDepth);
  }
}

}  // namespace
}  // namespace nasg::derivation
