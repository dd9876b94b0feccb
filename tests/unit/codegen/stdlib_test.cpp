// SPDX-License-Identifier: Apache-2.0
// Spaces as people write them, the standard library's among them, compile to what the interpreter does.
#include <gtest/gtest.h>

#include "compiler/codegen/jit.h"
#include "tests/unit/codegen/checked_spaces.h"

namespace nasg::codegen {
namespace {

using derivation::Derivation;
using derivation::Rng;
using derivation::Variation;

void expect_agreement(const sema::CheckedSpace& checked, int rounds) {
  const auto found = compiler();
  ASSERT_TRUE(found.ok()) << found.error().message();
  const auto compiled = (*found)->compile(checked.space, checked.automaton, {});
  ASSERT_TRUE(compiled.ok()) << compiled.error().message();
  const Variation& native = (*compiled)->variation();
  const auto reference = derivation::make_interpreter(checked.space, checked.automaton);
  Rng rng(11);
  Rng mine = rng;
  for (int i = 0; i < rounds && !::testing::Test::HasFailure(); ++i) {
    const auto drawn = reference->sample(rng);
    ASSERT_EQ(native.sample(mine), drawn);
    if (!drawn) continue;
    const auto mutant = reference->mutate(*drawn, rng);
    ASSERT_EQ(native.mutate(*drawn, mine), mutant);
    const auto children = reference->cross(*drawn, mutant.value_or(*drawn), rng);
    ASSERT_EQ(native.cross(*drawn, mutant.value_or(*drawn), mine), children);
    ASSERT_EQ(mine.state, rng.state);
    if (i % 10 != 0) continue;
    const auto expected = derivation::build_plan(checked.space, *drawn);
    const auto plan = (*compiled)->build_plan(*drawn);
    ASSERT_TRUE(expected.ok());
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(text(*plan), text(*expected));
    EXPECT_TRUE(*plan == *expected);
  }
}

TEST(CompiledLibrary, AgreesWithTheInterpreterOnEverySpace) {
  int spaces = 0;
  for_each_published_space([&](const sema::CheckedSpace& checked) {
    ++spaces;
    expect_agreement(checked, 300);
  });
  EXPECT_GE(spaces, 4);
}

TEST(CompiledPrograms, JoinSeveralValuesInFrames) {
  expect_agreement(checked_text(R"(
    op conv(k) = relu >> conv2d(C, kernel = k, padding = k / 2);
    topology Two(a, b, c) = |p, q| { m = a(p) + b(q); c(m) + m }
    topology Both(a, b) = |x| { a(x) ++ b(x) >> conv2d(C, 1) }
    space Cells : [4, 8, 8] -> [4, 8, 8] {
      frame = |x| { s = NORMAL(x); t = Two(NORMAL, REDUCE, id)(x, s); REDUCE(t) };
      NORMAL = Both(OP, OP);
      REDUCE = Both(OP, OP) where connected | OP >> OP where connected;
      OP = conv(1) | conv(k = 3) | id | zero | max_pool(3);
    })"),
                   300);
}

TEST(CompiledPrograms, RepeatAndTie) {
  expect_agreement(checked_text(R"(
    op sep(k) = relu >> conv2d(C, kernel = k, groups = C, padding = k / 2) >> conv2d(C, kernel = 1);
    topology Residual(a, b) = |x| { a(x) + b(x) }
    space Free : [6, 8, 8] -> [6, 8, 8] {
      start = let tied b = BLOCK in b^3 | BLOCK^2 | let b = BLOCK in Residual(b, b);
      BLOCK = sep(3) | sep(k = 5) | BLOCK >> BLOCK @ 0.5 | Residual(BLOCK, id) | dropout(0.2);
      limit depth <= 5;
    })"),
                   300);
}

}  // namespace
}  // namespace nasg::codegen
