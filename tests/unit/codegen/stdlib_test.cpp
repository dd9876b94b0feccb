// SPDX-License-Identifier: Apache-2.0
// Spaces as people write them, the standard library's among them, compile to what the interpreter does.
#include <gtest/gtest.h>

#include <filesystem>

#include "compiler/codegen/jit.h"
#include "compiler/sema/program.h"
#include "grammar/parse.h"

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

/// Every space of a program with its default parameters; gives their number.
std::size_t expect_agreement(diag::SourceMap& sources, diag::SourceId source, int rounds) {
  diag::Sink sink;
  const auto program = sema::Program::load(sources, source, {NASG_SOURCE_DIR "/stdlib"}, sink);
  const std::vector<std::string> names = program.space_names();
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const auto space = program.instantiate(name, {}, sink);
    if (!space) {
      ADD_FAILURE() << (sink.all().empty() ? "no space" : sink.all().front().message());
      continue;
    }
    expect_agreement(*space, rounds);
  }
  return names.size();
}

TEST(CompiledLibrary, AgreesWithTheInterpreterOnEverySpace) {
  std::size_t spaces = 0;
  for (const auto& file : std::filesystem::directory_iterator(NASG_SOURCE_DIR "/stdlib/std")) {
    diag::SourceMap sources;
    const auto source = grammar::read_source(sources, file.path().string());
    ASSERT_TRUE(source.ok()) << source.error().message();
    spaces += expect_agreement(sources, *source, 300);
  }
  EXPECT_GE(spaces, 2U);
}

void expect_agreement_on(const std::string& text) {
  diag::SourceMap sources;
  const auto source = grammar::add_source(sources, "test.nasg", text);
  ASSERT_TRUE(source.ok()) << source.error().message();
  EXPECT_EQ(expect_agreement(sources, *source, 300), 1U);
}

TEST(CompiledPrograms, JoinSeveralValuesInFrames) {
  expect_agreement_on(R"(
    op conv(k) = relu >> conv2d(C, kernel = k, padding = k / 2);
    topology Two(a, b, c) = |p, q| { m = a(p) + b(q); c(m) + m }
    topology Both(a, b) = |x| { a(x) ++ b(x) >> conv2d(C, 1) }
    space Cells : [4, 8, 8] -> [4, 8, 8] {
      frame = |x| { s = NORMAL(x); t = Two(NORMAL, REDUCE, id)(x, s); REDUCE(t) };
      NORMAL = Both(OP, OP);
      REDUCE = Both(OP, OP) where connected | OP >> OP where connected;
      OP = conv(1) | conv(k = 3) | id | zero | max_pool(3);
    })");
}

TEST(CompiledPrograms, RepeatAndTie) {
  expect_agreement_on(R"(
    op sep(k) = relu >> conv2d(C, kernel = k, groups = C, padding = k / 2) >> conv2d(C, kernel = 1);
    topology Residual(a, b) = |x| { a(x) + b(x) }
    space Free : [6, 8, 8] -> [6, 8, 8] {
      start = let tied b = BLOCK in b^3 | BLOCK^2 | let b = BLOCK in Residual(b, b);
      BLOCK = sep(3) | sep(k = 5) | BLOCK >> BLOCK @ 0.5 | Residual(BLOCK, id) | dropout(0.2);
      limit depth <= 5;
    })");
}

}  // namespace
}  // namespace nasg::codegen
