// SPDX-License-Identifier: Apache-2.0
// Draws of programs with each construct of the language: weighted and uniform, interpreted and compiled.
#include <gtest/gtest.h>

#include "compiler/codegen/jit.h"
#include "compiler/sema/program.h"
#include "grammar/parse.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "tests/support/chi_square.h"

namespace nasg::codegen {
namespace {

using derivation::Derivation;
using derivation::Rng;
using testing::Enumerated;
using testing::kFourDeviations;

/// What a limit of the program leaves, told without the code that keeps it.
using Keeps = bool (*)(const ir::Space&, const Derivation&);

struct Construct {
  const char* name;
  const char* rules;  ///< of a space from [4, 8, 8] to itself, which the last space of the program is
  std::size_t terms;  ///< worked out by hand
  Keeps keeps = nullptr;
  std::uint32_t depth = 1000;  ///< of a space that recurs under another limit than that of depth
};

std::size_t times(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

bool has_few_relus(const ir::Space& space, const Derivation& derivation) {
  const std::string term = derivation::term(space, derivation);
  return times(term, "relu") <= 2 && times(term, "tanh") <= 1;
}

bool has_few_parameters(const ir::Space& space, const Derivation& derivation) {
  return derivation::cost(*derivation::build_plan(space, derivation)).parameters <= 40;
}

const Construct kConstructs[] = {
    {"Weights", "{ start = A >> A; A = relu @ 3 | tanh @ 0.5 | id; }", 9},
    {"Connected",
     "{ start = Two(A, A) where connected | Chain(A, A) where connected @ 2; A = relu @ 2 | zero | id; }",
     8 + 4},
    {"Repetition", "{ start = A^3 | B^2 @ 2; A = relu | tanh @ 4; B = A | id; }", 8 + 9},
    {"RangeOfRepetitions", "{ start = A^{1..3}; A = relu | tanh @ 2; }", 2 + 4 + 8},
    {"SetOfRepetitions", "{ start = A^{1, 4} >> A; A = relu | tanh @ 2; }", 2 * (2 + 16)},
    {"Let", "{ start = let a = A in Two(a, a) | Two(A, A); A = relu | tanh @ 3; }", 2 + 4},
    {"Tied", "{ start = let tied a = A in a^3 @ 2 | A >> A; A = conv(1) | conv(3) @ 3; }", 2 + 4},
    {"ChosenNumbers", "{ start = conv({1, 3, 5}) >> A; A = conv(k = {1..7 step 2}) | relu; }", 3 * 5},
    {"ChosenFunctions", "{ start = Two(A, {A, id, relu >> A}); A = relu | tanh @ 3; }", 2 * 5},
    {"WrittenOutChoices",
     "{ start = conv2d(C, kernel = 1, groups = {1, 2, 4}) >> A | A @ 2; A = relu | tanh; }", 8},
    {"Depth", "{ start = A | start >> start @ 2 | Two(start, A); A = relu | tanh @ 2; limit depth <= 4; }",
     0},
    {"Count", "{ start = relu | tanh @ 2 | start >> start; limit count(relu) <= 2, count(tanh) <= 1; }", 11,
     has_few_relus, 3},
    {"Parameters", "{ start = A^{1..3}; A = conv(1) | pointwise @ 2 | relu; limit params <= 40; }", 0,
     has_few_parameters},
    {"Extends",
     "{ start = A >> B; A = relu | tanh; B = A | id @ 3; } space Big extends Base { A |= sigmoid @ 2; }",
     3 * 4},
    {"SeveralInputs",
     "{ start = Both(P, P) where connected; P : ([C, H, W], [C, H, W]) -> [C, H, W] = add @ 2 | First(A) | "
     "First(zero); "
     "A = relu | tanh @ 2; }",
     0},
};

class Distribution : public ::testing::TestWithParam<Construct> {
 protected:
  void SetUp() override {
    const std::string text =
        "topology Two(a, b) = |x| { a(x) + b(x) }\n"
        "topology Chain(a, b) = |x| { b(a(x)) }\n"
        "topology Both(a, b) = |x| { a(x, relu(x)) + b(tanh(x), x) }\n"
        "topology First(a) = |x, y| { a(x) }\n"
        "topology add = |x, y| { x + y }\n"
        "op conv(k) = conv2d(C, kernel = k, padding = k / 2, groups = C, bias = false);\n"
        "op pointwise = conv2d(C, kernel = 1);\n"
        "space Base : [4, 8, 8] -> [4, 8, 8] " +
        std::string(GetParam().rules);
    const auto source = grammar::add_source(sources_, "test.nasg", text);
    ASSERT_TRUE(source.ok());
    diag::Sink sink;
    const auto program = sema::Program::load(sources_, *source, {}, sink);
    checked_ = program.instantiate(program.space_names().back(), {}, sink);
    ASSERT_TRUE(checked_) << (sink.all().empty() ? "" : sink.all().front().message());
    for (Enumerated& one : testing::enumerate(checked_->space, GetParam().depth))
      if (!GetParam().keeps || GetParam().keeps(checked_->space, one.derivation))
        all_.push_back(std::move(one));
    if (GetParam().terms > 0) {
      ASSERT_EQ(all_.size(), GetParam().terms);
    }
    ASSERT_GT(all_.size(), 2U);
  }

  diag::SourceMap sources_;
  std::optional<sema::CheckedSpace> checked_;
  std::vector<Enumerated> all_;
};

INSTANTIATE_TEST_SUITE_P(Each, Distribution, ::testing::ValuesIn(kConstructs),
                         [](const auto& info) { return info.param.name; });

TEST_P(Distribution, OfInterpretedDrawsFollowsTheWeights) {
  const auto interpreter = derivation::make_interpreter(checked_->space, checked_->automaton);
  Rng rng(2026);
  EXPECT_LT(testing::chi_square_excess(all_, [&] { return *interpreter->sample(rng); }), kFourDeviations);
}

TEST_P(Distribution, OfCompiledDrawsFollowsTheWeights) {
  const auto found = compiler();
  ASSERT_TRUE(found.ok()) << found.error().message();
  const auto compiled = (*found)->compile(checked_->space, checked_->automaton, {0});
  ASSERT_TRUE(compiled.ok()) << compiled.error().message();
  Rng rng(2027);
  EXPECT_LT(testing::chi_square_excess(all_, [&] { return *(*compiled)->variation().sample(rng); }),
            kFourDeviations);
}

TEST_P(Distribution, OfUniformDrawsIsUniform) {
  Rng rng(2028);
  const auto draw = [&] { return *derivation::sample_uniform(checked_->space, checked_->automaton, rng); };
  EXPECT_LT(testing::chi_square_excess(testing::equally_likely(all_), draw), kFourDeviations);
}

}  // namespace
}  // namespace nasg::codegen
