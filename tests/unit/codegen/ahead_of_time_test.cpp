// SPDX-License-Identifier: Apache-2.0
// Shared objects do what the interpreter does, bit for bit.
#include <gmock/gmock.h>

#include "compiler/diag/codes/codegen.h"
#include "runtime/derivation/term.h"
#include "tests/unit/codegen/checked_spaces.h"
#include "tests/unit/codegen/compiled.h"
#include "tests/unit/codegen/shared_object.h"

namespace nasg::codegen {
namespace {

using derivation::Derivation;
using derivation::Rng;

void expect_same_plan(const ir::Space& space, const SharedObject& object, const Derivation& drawn) {
  const auto expected = derivation::build_plan(space, drawn);
  const auto plan = object.build_plan(drawn);
  ASSERT_EQ(plan.ok(), expected.ok());
  if (expected) {
    EXPECT_TRUE(*plan == *expected);
  }
}

void expect_same_indices(const ir::Space& space, const ir::Automaton& automaton, const SharedObject& object,
                         const Derivation& drawn) {
  if (object.interface().index_words == 0) return;
  const auto index = derivation::rank(space, automaton, drawn);
  ASSERT_TRUE(index.has_value());
  EXPECT_EQ(object.rank(drawn), *index);
  EXPECT_EQ(object.unrank(*index), drawn);
}

void expect_agreement(const ir::Space& space, const ir::Automaton& automaton, int level, int rounds) {
  const SharedObject object(space, automaton, {level, "", false});
  ASSERT_TRUE(object.loaded());
  EXPECT_EQ(object.version(), object.interface().version);
  const auto reference = derivation::make_interpreter(space, automaton);
  for (int i = 0; i < rounds && !::testing::Test::HasFailure(); ++i) {
    Rng rng = Rng(17).fork(static_cast<std::uint64_t>(i));
    Rng mine(object.seed(17, static_cast<std::uint64_t>(i)));
    ASSERT_EQ(mine.state, rng.state);
    const auto drawn = reference->sample(rng);
    ASSERT_EQ(object.sample(mine), drawn);
    if (!drawn) continue;
    EXPECT_EQ(object.term(*drawn), derivation::term(space, *drawn));
    const auto mutant = reference->mutate(*drawn, rng);
    ASSERT_EQ(object.mutate(*drawn, mine), mutant);
    const auto children = reference->cross(*drawn, mutant.value_or(*drawn), rng);
    ASSERT_EQ(object.cross(*drawn, mutant.value_or(*drawn), mine), children);
    if (object.interface().uniform) {
      const auto uniform = derivation::sample_uniform(space, automaton, rng);
      ASSERT_EQ(object.uniform(mine), uniform);
      if (uniform) expect_same_indices(space, automaton, object, *uniform);
    }
    ASSERT_EQ(mine.state, rng.state);
    expect_same_indices(space, automaton, object, *drawn);
    if (i % 10 == 0) expect_same_plan(space, object, *drawn);
  }
}

struct Case {
  std::string name;
  std::function<ir::Space()> make;
  int rounds = 200;
};

void PrintTo(const Case& value, std::ostream* out) {
  *out << value.name;
}

class SharedObjects : public ::testing::TestWithParam<std::tuple<Case, int>> {};

TEST_P(SharedObjects, AgreeWithTheInterpreter) {
  const testing::Built built = testing::build(std::get<0>(GetParam()).make());
  expect_agreement(*built.space, built.automaton, std::get<1>(GetParam()), std::get<0>(GetParam()).rounds);
}

const Case kCases[] = {
    {"connected_nb201", [] { return testing::nb201_like(true); }},
    {"hierarchical", [] { return testing::hnb201_like(); }},
    {"recursive", [] { return testing::recursive_like(6); }},
    {"deeply_recursive", [] { return testing::recursive_like(40); }, 20},
    {"endless", [] { return testing::endless_like(0.45); }, 50},
    {"let", [] { return testing::let_like(); }},
    {"two_roots", [] { return testing::two_roots_like(); }},
    {"nested_zero", [] { return testing::nested_zero_like(); }},
};

INSTANTIATE_TEST_SUITE_P(Spaces, SharedObjects,
                         ::testing::Combine(::testing::ValuesIn(kCases), ::testing::Range(0, 4)),
                         [](const auto& test) {
                           return std::get<0>(test.param).name + "_O" +
                                  std::to_string(std::get<1>(test.param));
                         });

TEST(SharedLibrary, AgreesWithTheInterpreterOnEverySpaceOfTheStandardLibraryAndTheExamples) {
  int spaces = 0;
  for_each_published_space([&](const sema::CheckedSpace& checked) {
    ++spaces;
    expect_agreement(checked.space, checked.automaton, 2, 50);
  });
  EXPECT_GE(spaces, 4);
}

TEST(SharedPrograms, KeepLimitsOnCountsAndDepth) {
  const sema::CheckedSpace counted = checked_text(R"(
    topology Residual(a, b) = |x| { a(x) + b(x) }
    space Counted : [6, 8, 8] -> [6, 8, 8] {
      start = BLOCK^{2..4};
      BLOCK = relu | zero | tanh @ 2 | Residual(BLOCK, BLOCK) | let b = BLOCK in b >> b @ 0.2;
      limit depth <= 6, count(relu) + 2*count(Residual) <= 7;
    })");
  ASSERT_TRUE(counted.automaton.keeps_limits());
  expect_agreement(counted.space, counted.automaton, 2, 100);

  const sema::CheckedSpace open = checked_text(R"(
    topology Residual(a, b) = |x| { a(x) + b(x) }
    space Open : [6, 8, 8] -> [6, 8, 8] {
      start = BLOCK >> BLOCK;
      BLOCK = relu | zero | tanh @ 2 | Residual(BLOCK, BLOCK) | BLOCK >> BLOCK @ 0.2;
      limit depth <= 6, count(relu) - count(tanh) <= 0, depth + 0.5*count(Residual) <= 6.25;
    })");
  ASSERT_FALSE(open.automaton.keeps_limits());
  expect_agreement(open.space, open.automaton, 2, 30);
}

TEST(SharedPrograms, KeepLimitsOnParametersAndFlops) {
  const sema::CheckedSpace priced = checked_text(R"(
    topology Residual(a, b) = |x| { a(x) + b(x) }
    space Priced : [6, 8, 8] -> [6, 8, 8] {
      frame = conv2d(C, kernel = 3, padding = 1) >> A^2;
      A = conv2d(C, kernel = 1) | zero @ 0.2 | Residual(A, A) | let tied b = A in b >> b | relu @ 2;
      limit depth <= 4, params + 2*count(Residual) <= 450, flops <= 30k;
    })");
  ASSERT_FALSE(priced.automaton.keeps_limits());
  expect_agreement(priced.space, priced.automaton, 2, 10);
  EXPECT_THAT(c_header(priced.space, priced.automaton), ::testing::HasSubstr("nasg_cost"));
}

TEST(MachineCode, IsRefusedForAProcessorThatDoesNotExist) {
  const testing::Built built = testing::build(testing::let_like());
  const auto found = compiler();
  ASSERT_TRUE(found.ok());
  const auto object = (*found)->machine_code(*built.space, built.automaton, {2, "pdp11", true});
  ASSERT_FALSE(object.ok());
  EXPECT_EQ(object.error().code, diag::code::E0504);
}

TEST(MachineCode, IsTextWhenAskedFor) {
  const testing::Built built = testing::build(testing::let_like());
  const auto found = compiler();
  ASSERT_TRUE(found.ok());
  const auto text = (*found)->machine_code(*built.space, built.automaton, {2, "native", true});
  ASSERT_TRUE(text.ok()) << text.error().message();
  EXPECT_THAT(*text, ::testing::HasSubstr(built.space->name + "_sample:"));
}

}  // namespace
}  // namespace nasg::codegen
