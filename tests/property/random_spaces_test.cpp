// SPDX-License-Identifier: Apache-2.0
// What must hold for every space that passes `check`, tried on random ones.
#include <gtest/gtest.h>

#include "compiler/codegen/jit.h"
#include "compiler/sema/program.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "tests/property/effort.h"
#include "tests/property/space_generator.h"

namespace nasg {
namespace {

const int kSpaces = test::effort(300, 1000);
constexpr int kSamples = 12;
constexpr unsigned kMistakeRate = 40;

struct Random {
  std::string text;
  std::optional<sema::CheckedSpace> checked;
};

/// Random programs from a fixed seed, each checked; the ones that were refused have no space.
const std::vector<Random>& random_spaces() {
  static const std::vector<Random> spaces = [] {
    std::vector<Random> made;
    for (int i = 0; i < kSpaces; ++i) {
      derivation::Rng rng = derivation::Rng(20).fork(static_cast<std::uint64_t>(i));
      Random random{test::random_program(rng, kMistakeRate), std::nullopt};
      diag::SourceMap sources;
      diag::Sink sink;
      const auto source = sources.add("random.nasg", random.text);
      const auto program =
          sema::Program::load(sources, source, {std::string(NASG_SOURCE_DIR) + "/stdlib"}, sink);
      if (!sink.has_errors()) random.checked = program.instantiate("S", {}, sink);
      EXPECT_EQ(random.checked.has_value(), !sink.has_errors()) << random.text;
      made.push_back(std::move(random));
    }
    return made;
  }();
  return spaces;
}

/// Calls `visit(space, interpreter, derivation, rng)` on samples of every accepted space.
template <class F>
void for_samples(F visit) {
  for (const Random& random : random_spaces()) {
    if (!random.checked) continue;
    SCOPED_TRACE(random.text);
    const auto interpreter = derivation::make_interpreter(random.checked->space, random.checked->automaton);
    derivation::Rng rng(99);
    for (int i = 0; i < kSamples; ++i) {
      const auto sample = interpreter->sample(rng);
      ASSERT_TRUE(sample.has_value());
      visit(*random.checked, *interpreter, *sample, rng);
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(RandomSpaces, MostAreAcceptedAndSomeAreRefused) {
  std::size_t accepted = 0;
  for (const Random& random : random_spaces()) accepted += random.checked ? 1 : 0;
  EXPECT_GT(accepted, random_spaces().size() / 3);
  EXPECT_LT(accepted, random_spaces().size());
}

TEST(RandomSpaces, EveryDerivationOfACheckedSpaceBuildsWithTheDeclaredOutput) {
  for_samples([](const sema::CheckedSpace& checked, const auto&, const auto& sample, auto&) {
    const auto plan = derivation::build_plan(checked.space, sample);
    ASSERT_TRUE(plan.ok()) << plan.error().message();
    EXPECT_EQ(plan->shapes[plan->result], checked.space.output);
  });
}

TEST(RandomSpaces, TermsAndBracketedFormsParseBack) {
  for_samples([](const sema::CheckedSpace& checked, const auto&, const auto& sample, auto&) {
    for (const std::string& text :
         {derivation::term(checked.space, sample), derivation::sexpr(checked.space, sample)}) {
      const auto parsed = derivation::parse(checked.space, checked.automaton, text);
      ASSERT_TRUE(parsed.ok()) << text << "\n" << parsed.error().message();
      // Two rules may write the same text; the text is what must come back.
      EXPECT_EQ(derivation::term(checked.space, *parsed), derivation::term(checked.space, sample));
    }
  });
}

TEST(RandomSpaces, VariationKeepsTheConstraints) {
  for_samples([](const sema::CheckedSpace& checked, const derivation::Variation& variation,
                 const auto& sample, derivation::Rng& rng) {
    EXPECT_TRUE(derivation::is_valid(checked.space, checked.automaton, sample.rules));
    if (const auto mutant = variation.mutate(sample, rng)) {
      EXPECT_NE(*mutant, sample);
      EXPECT_TRUE(derivation::is_valid(checked.space, checked.automaton, mutant->rules));
    }
    const auto other = variation.sample(rng);
    ASSERT_TRUE(other.has_value());
    if (const auto children = variation.cross(sample, *other, rng)) {
      EXPECT_TRUE(derivation::is_valid(checked.space, checked.automaton, children->first.rules));
      EXPECT_TRUE(derivation::is_valid(checked.space, checked.automaton, children->second.rules));
    }
  });
}

TEST(RandomSpaces, SomeHaveLimitsThatTheAutomatonKeepsAndSomeOthers) {
  int kept = 0;
  int open = 0;
  for (const Random& random : random_spaces()) {
    if (!random.checked || random.checked->space.limits.empty()) continue;
    ++(random.checked->automaton.keeps_limits() ? kept : open);
  }
  EXPECT_GT(kept, 10);
  EXPECT_GT(open, 5);
}

TEST(RandomSpaces, RankAndUnrankAreInverse) {
  for_samples([](const sema::CheckedSpace& checked, const auto&, const auto& sample, auto&) {
    if (!checked.automaton.keeps_limits()) return;
    const auto index = derivation::rank(checked.space, checked.automaton, sample);
    ASSERT_TRUE(index.has_value());
    EXPECT_LT(*index, *checked.automaton.count());
    EXPECT_EQ(derivation::unrank(checked.space, checked.automaton, *index), sample);
  });
}

TEST(RandomSpaces, CompiledCodeAgreesWithTheInterpreter) {
  const auto compiler = codegen::compiler();
  ASSERT_TRUE(compiler.ok()) << compiler.error().message();
  int compiled_spaces = 0;
  for (const Random& random : random_spaces()) {
    if (!random.checked || ++compiled_spaces > 60) continue;
    SCOPED_TRACE(random.text);
    const auto& [space, automaton] = *random.checked;
    const auto interpreter = derivation::make_interpreter(space, automaton);
    const auto compiled = (*compiler)->compile(space, automaton, {});
    ASSERT_TRUE(compiled.ok()) << compiled.error().message();
    derivation::Rng a(7);
    derivation::Rng b(7);
    auto current = *interpreter->sample(a);
    ASSERT_EQ((*compiled)->variation().sample(b), current);
    for (int i = 0; i < kSamples; ++i) {
      const auto other = interpreter->sample(a);
      ASSERT_EQ((*compiled)->variation().sample(b), other);
      const auto children = interpreter->cross(current, *other, a);
      ASSERT_EQ((*compiled)->variation().cross(current, *other, b), children);
      const auto mutant = interpreter->mutate(current, a);
      ASSERT_EQ((*compiled)->variation().mutate(current, b), mutant);
      ASSERT_EQ(a.state, b.state);
      const auto expected = derivation::build_plan(space, current);
      const auto plan = (*compiled)->build_plan(current);
      ASSERT_TRUE(expected.ok() && plan.ok());
      ASSERT_EQ(derivation::text(*plan), derivation::text(*expected));
      current = mutant ? *mutant : *other;
    }
  }
}

}  // namespace
}  // namespace nasg
