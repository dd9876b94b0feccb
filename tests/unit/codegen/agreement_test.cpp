// SPDX-License-Identifier: Apache-2.0
// Compiled code draws and varies as the interpreter does, bit for bit.
#include <gtest/gtest.h>

#include "tests/unit/codegen/compiled.h"

namespace nasg::codegen {
namespace {

using derivation::Derivation;
using derivation::Rng;
using derivation::Variation;
using testing::Built;

struct Case {
  std::string name;
  std::function<ir::Space()> make;
  int rounds = 2000;
};

void PrintTo(const Case& value, std::ostream* out) {
  *out << value.name;
}

class Agreement : public ::testing::TestWithParam<std::tuple<Case, int>> {
 protected:
  Agreement()
      : built_(testing::build(std::get<0>(GetParam()).make())),
        compiled_(compile(built_, std::get<1>(GetParam()))),
        interpreter_(derivation::make_interpreter(*built_.space, built_.automaton)) {}

  int rounds() const { return std::get<0>(GetParam()).rounds; }
  const Variation& native() const { return compiled_->variation(); }
  const Variation& reference() const { return *interpreter_; }

  /// Runs an action on both with equal generators; both results, and both states, must be the same.
  template <class Action>
  auto both(Rng& rng, const Action& action) {
    Rng mine = rng;
    const auto expected = action(reference(), rng);
    const auto got = action(native(), mine);
    EXPECT_EQ(got, expected);
    EXPECT_EQ(mine.state, rng.state);
    return expected;
  }

  Built built_;
  std::unique_ptr<CompiledSpace> compiled_;
  std::unique_ptr<Variation> interpreter_;
};

TEST_P(Agreement, SamplesAreTheInterpreters) {
  Rng rng(1);
  int drawn = 0;
  for (int i = 0; i < rounds() && !HasFailure(); ++i) {
    drawn += both(rng, [](const Variation& v, Rng& r) { return v.sample(r); }).has_value() ? 1 : 0;
  }
  EXPECT_GT(drawn, rounds() / 4);
}

TEST_P(Agreement, ChainsOfMutationsAreTheInterpreters) {
  Rng rng(2);
  std::optional<Derivation> current;
  int mutated = 0;
  for (int i = 0; i < rounds() && !HasFailure(); ++i) {
    if (!current || i % 100 == 0) current = reference().sample(rng);
    if (!current) continue;
    current = both(rng, [&](const Variation& v, Rng& r) { return v.mutate(*current, r); });
    mutated += current ? 1 : 0;
  }
  EXPECT_GT(mutated, rounds() / 4);
}

TEST_P(Agreement, CrossoversAreTheInterpreters) {
  Rng rng(3);
  std::vector<Derivation> population;
  int crossed = 0;
  for (int i = 0; i < rounds() && !HasFailure(); ++i) {
    while (population.size() < 8) {
      if (auto fresh = reference().sample(rng)) population.push_back(*std::move(fresh));
    }
    const Derivation& a = population[rng.below(8)];
    const Derivation& b = population[rng.below(8)];
    auto children = both(rng, [&](const Variation& v, Rng& r) { return v.cross(a, b, r); });
    if (!children) continue;
    ++crossed;
    population.pop_back();
    population.insert(population.begin(), i % 2 == 0 ? children->first : children->second);
    if (i % 16 == 0) population.resize(4);
  }
  EXPECT_GT(crossed, 0);
}

/// More parts in a rule than eight bits can count.
ir::Space wide_like() {
  testing::SpaceBuilder builder("Wide", {4}, {4});
  builder.rule("X", testing::chain(std::vector<testing::Body>(300, testing::nt("Y"))));
  builder.leaves("Y", {"id", "relu"});
  return builder.build();
}

const Case kCases[] = {
    {"wide", [] { return wide_like(); }, 200},
    {"nb201", [] { return testing::nb201_like(); }},
    {"connected_nb201", [] { return testing::nb201_like(true); }},
    {"hierarchical", [] { return testing::hnb201_like(); }, 1000},
    {"recursive", [] { return testing::recursive_like(6); }},
    {"deeply_recursive", [] { return testing::recursive_like(40); }, 500},
    {"endless", [] { return testing::endless_like(0.45); }},
    {"runaway", [] { return testing::endless_like(0.55); }, 200},
    {"let", [] { return testing::let_like(); }},
    {"two_roots", [] { return testing::two_roots_like(); }},
    {"nested_zero", [] { return testing::nested_zero_like(); }},
};

INSTANTIATE_TEST_SUITE_P(Spaces, Agreement,
                         ::testing::Combine(::testing::ValuesIn(kCases), ::testing::Range(0, 4)),
                         [](const auto& test) {
                           return std::get<0>(test.param).name + "_O" +
                                  std::to_string(std::get<1>(test.param));
                         });

}  // namespace
}  // namespace nasg::codegen
