// SPDX-License-Identifier: Apache-2.0
// Derivations written and read: round trips, forms, and errors.
#include "runtime/derivation/term.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/derivation/variation.h"
#include "tests/support/space_builder.h"
#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

using namespace nasg::testing;

/// Operators in one another, so that parentheses matter: every body that a rule may have.
ir::Space operators_like() {
  SpaceBuilder builder("Operators", {4, 8, 8}, {4, 8, 8});
  builder.leaves("X", {"id", "relu", "tanh"});
  builder.rule("X", chain({nt("X"), nt("X")}), {.weight = 0.3, .connected = false, .lets = {}});
  builder.rule("X", chain({chain({nt("X"), leaf("sigmoid")}), nt("X")}),
               {.weight = 0.3, .connected = false, .lets = {}});
  for (const auto kind : {ir::MergeKind::kAdd, ir::MergeKind::kMultiply, ir::MergeKind::kConcatenate,
                          ir::MergeKind::kMax, ir::MergeKind::kMean, ir::MergeKind::kMatmul})
    builder.rule("X", merge(kind, {nt("X"), nt("X")}), {.weight = 0.2, .connected = false, .lets = {}});
  builder.rule(
      "X",
      merge(ir::MergeKind::kAdd, {leaf("id"), nt("X"), merge(ir::MergeKind::kMultiply, {nt("X"), nt("X")})}),
      {.weight = 0.1, .connected = false, .lets = {}});
  builder.rule("X", chain({repeat(var("b"), 2), repeat(chain({var("b"), leaf("sigmoid")}), 3), nt("X")}),
               {.weight = 0.3, .connected = false, .lets = {{"b", "X", false}}});
  builder.rule("X", repeat(repeat(var("b"), 2), 2),
               {.weight = 0.3, .connected = false, .lets = {{"b", "X", true}}});
  builder.depth_limit(6);
  return builder.build();
}

class Written : public ::testing::TestWithParam<NamedSpace> {};

INSTANTIATE_TEST_SUITE_P(Each, Written,
                         ::testing::Values(NamedSpace{"HierarchicalNb201", [] { return hnb201_like(); }},
                                           NamedSpace{"Recursion", [] { return recursive_like(6); }},
                                           NamedSpace{"Endless", [] { return endless_like(0.45); }},
                                           NamedSpace{"Let", [] { return let_like(); }},
                                           NamedSpace{"TwoRoots", [] { return two_roots_like(); }},
                                           NamedSpace{"NestedZero", [] { return nested_zero_like(); }},
                                           NamedSpace{"Operators", [] { return operators_like(); }}),
                         [](const auto& info) { return info.param.name; });

TEST_P(Written, TermsAndBracketsReadBackToTheSameDerivation) {
  const Built built = testing::build(GetParam().make());
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  Rng rng(1);
  for (int i = 0; i < 1000; ++i) {
    const std::optional<Derivation> drawn = interpreter->sample(rng);
    ASSERT_TRUE(drawn);
    for (const std::string& text : {term(*built.space, *drawn), sexpr(*built.space, *drawn)}) {
      const diag::Result<Derivation> read = parse(*built.space, built.automaton, text);
      ASSERT_TRUE(read) << text << '\n' << read.error().message();
      EXPECT_EQ(*read, *drawn) << text;
    }
  }
}

class Nb201Terms : public ::testing::Test {
 protected:
  static ir::Space with_notation() {
    ir::Space space = nb201_like(true);
    ir::Notation notation{"nb201", {}, {}};
    notation.templates.push_back(
        {ir::RuleId(0), {"|", "~0|+|", "~0|", "~1|+|", "~0|", "~1|", "~2|"}, {{0}, {1}, {2}, {3}, {4}, {5}}});
    const char* names[] = {"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"};
    for (std::size_t i = 0; i < 5; ++i) notation.templates.push_back({ir::RuleId(i + 1), {names[i]}, {}});
    space.notations.push_back(notation);
    return space;
  }
  std::string error(const std::string& text) const {
    const diag::Result<Derivation> read = parse(*built_.space, built_.automaton, text);
    if (read) return "";
    const diag::Diagnostic& error = read.error();
    const std::string place = std::to_string(error.primary.begin) + "-" + std::to_string(error.primary.end);
    return std::string(diag::info(error.code).id) + " " + place + " " + error.message();
  }
  Derivation cell(std::vector<std::size_t> ops) const {
    Derivation made{{ir::RuleId(0)}};
    for (const std::size_t op : ops) made.rules.push_back(ir::RuleId(op + 1));
    return made;
  }
  Built built_ = testing::build(with_notation());
  Derivation example_ = cell({1, 0, 2, 3, 4, 1});
};

TEST_F(Nb201Terms, EachFormIsWrittenAsDocumented) {
  const ir::Space& space = *built_.space;
  EXPECT_EQ(term(space, example_), "Cell(id, zero, conv1x1, conv3x3, avg_pool, id)");
  EXPECT_EQ(sexpr(space, example_),
            "(CELL Cell (OPS id) (OPS zero) (OPS conv1x1) (OPS conv3x3) (OPS avg_pool) (OPS id))");
  EXPECT_EQ(*notation(space, space.notations[0], example_),
            "|skip_connect~0|+|none~0|nor_conv_1x1~1|+|nor_conv_3x3~0|avg_pool_3x3~1|skip_connect~2|");
  const std::string start =
      "{\"term\": \"Cell(id, zero, conv1x1, conv3x3, avg_pool, id)\", \"rules\": [0, 2, 1, 3, 4, 5, 2], "
      "\"tree\": {\"nonterminal\": \"CELL\", \"operator\": \"Cell\", \"children\": [{\"nonterminal\": "
      "\"OPS\", "
      "\"operator\": \"id\", \"children\": []}, {";
  EXPECT_EQ(json(space, example_).substr(0, start.size()), start);
  EXPECT_EQ(
      tree(space, example_),
      "CELL Cell\n├─ OPS id\n├─ OPS zero\n├─ OPS conv1x1\n├─ OPS conv3x3\n├─ OPS avg_pool\n└─ OPS id\n");
}

TEST_F(Nb201Terms, NotationsReadBack) {
  const ir::Space& space = *built_.space;
  for (unsigned long i = 0; i < 15284; i += 97) {
    const Derivation derivation = *unrank(space, built_.automaton, i);
    const diag::Result<Derivation> read =
        parse(space, built_.automaton, " " + *notation(space, space.notations[0], derivation) + "\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, derivation);
  }
}

TEST_F(Nb201Terms, ARuleWithoutTemplateHasNoNotation) {
  ir::Notation partial = built_.space->notations[0];
  partial.templates.pop_back();
  EXPECT_FALSE(notation(*built_.space, partial, example_));
  EXPECT_TRUE(notation(*built_.space, partial, cell({1, 1, 1, 1, 1, 1})));
}

TEST_F(Nb201Terms, BlanksAndParenthesesDoNotMatter) {
  const diag::Result<Derivation> read =
      parse(*built_.space, built_.automaton, "\n Cell( id,zero ,(conv1x1),\tconv3x3, ((avg_pool)),id ) ");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, example_);
}

TEST_F(Nb201Terms, WhatLeavesTheLanguageIsNamedWithItsPlace) {
  EXPECT_EQ(error("Cell(id, zero, id, conv5x5, conv1x1, id)"),
            "E0411 19-26 `conv5x5` is no `OPS`; it is one of `zero`, `id`, `conv1x1`, `conv3x3`, `avg_pool`");
  EXPECT_EQ(error("Cell(id, id)"),
            "E0411 0-12 `Cell(id, id)` is no `CELL`; it is `Cell(OPS, OPS, OPS, OPS, OPS, OPS)`");
  EXPECT_EQ(
      error("(CELL Cell (OPS id) (OPS id) (OPS zero) (OPS id) (OPS id) (OPS no))"),
      "E0411 58-66 `(OPS no)` is no `OPS`; it is one of `zero`, `id`, `conv1x1`, `conv3x3`, `avg_pool`");
}

TEST_F(Nb201Terms, ANearNameIsSuggested) {
  const diag::Result<Derivation> read =
      parse(*built_.space, built_.automaton, "Cell(id, zero, id, conv3x4, id, id)");
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().fixes.size(), 1U);
  EXPECT_EQ(read.error().fixes[0].replacement, "conv3x3");
  EXPECT_EQ(read.error().fixes[0].place.begin, 19U);
}

TEST_F(Nb201Terms, SyntaxErrorsSayWhatIsMissing) {
  EXPECT_EQ(error(""), "E0410 0-0 expected a term, found the end");
  EXPECT_EQ(error("Cell(id, zero"), "E0410 13-13 expected `,` or `)`, found the end");
  EXPECT_EQ(error("Cell(id) id"), "E0410 9-10 expected the end of the term, found `i`");
  EXPECT_EQ(error("é"), "E0410 0-2 expected a term, found `é`");
  EXPECT_EQ(error("id^x"), "E0410 3-4 expected a number of repetitions, found `x`");
  EXPECT_EQ(error("let b id"), "E0410 6-7 expected `=`, found `i`");
}

TEST_F(Nb201Terms, NestingWithoutEndIsRefusedNotFollowed) {
  for (const std::string part : {"(", "-", "id(", "let b = "}) {
    std::string text;
    for (int i = 0; i < 100000; ++i) text += part;
    EXPECT_THAT(error(text), ::testing::HasSubstr("expected at most 2000 nested parts")) << part;
  }
}

TEST_F(Nb201Terms, ABrokenConstraintIsNamed) {
  EXPECT_EQ(error("Cell(zero, zero, zero, zero, id, id)"),
            "E0412 0-36 a constraint forbids `Cell(zero, zero, zero, zero, id, id)`: `zero` cuts every "
            "path from its "
            "input to its output");
}

TEST_F(Nb201Terms, EndlessNestingIsRefused) {
  EXPECT_EQ(error(std::string(100000, '(')).substr(0, 5), "E0410");
  std::string brackets = "(CELL";
  for (int i = 0; i < 100000; ++i) brackets += " (";
  EXPECT_EQ(error(brackets).substr(0, 5), "E0410");
}

TEST(Reading, ADeeperTermThanTheLimitIsE0412) {
  const Built built = testing::build(recursive_like(3));
  EXPECT_TRUE(parse(*built.space, built.automaton, "(a >> zero) >> a"));
  const auto read = parse(*built.space, built.automaton, "((a >> a) >> zero) >> a");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message(),
            "a constraint forbids `((a >> a) >> zero) >> a`: it is 4 rules deep, and the limit is 3");
}

TEST(Reading, SeveralRootsStandInAngleBrackets) {
  const Built built = testing::build(two_roots_like());
  EXPECT_TRUE(parse(*built.space, built.automaton, "<id + zero ; conv1x1 + id>"));
  const auto read = parse(*built.space, built.automaton, "id + zero");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message(), "expected `<`, as the space has 2 roots, found `i`");
}

TEST(Reading, OfSeveralDerivationsOneThatKeepsTheConstraintsIsTaken) {
  SpaceBuilder builder("S", {4}, {4});
  builder.rule("A", nt("B"));
  builder.rule("A", leaf("id"));
  builder.rule("B", nt("C"));
  builder.rule("C", leaf("id"));
  builder.rule("C", leaf("relu"));
  builder.depth_limit(2);
  const Built built = testing::build(builder.build());
  const auto read = parse(*built.space, built.automaton, "id");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->rules, std::vector<ir::RuleId>{ir::RuleId(1)});
  EXPECT_FALSE(parse(*built.space, built.automaton, "relu"));
}

TEST(Reading, RulesThatLeadBackToThemselvesEnd) {
  SpaceBuilder builder("S", {4}, {4});
  builder.rule("A", nt("B"));
  builder.rule("A", leaf("id"));
  builder.rule("B", nt("A"));
  builder.rule("B", leaf("relu"));
  builder.rule("A", merge(ir::MergeKind::kAdd, {nt("B"), nt("A")}));
  builder.depth_limit(20);
  const Built built = testing::build(builder.build());
  for (const char* text : {"id", "relu", "id + relu", "relu + (id + id)"}) {
    const auto read = parse(*built.space, built.automaton, text);
    ASSERT_TRUE(read) << text << ": " << read.error().message();
    EXPECT_EQ(term(*built.space, *read), text);
  }
  EXPECT_FALSE(parse(*built.space, built.automaton, "tanh"));
}

TEST(Reading, RandomDamageNeverBreaksIt) {
  const Built built = testing::build(operators_like());
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  const std::string symbols = "()<>;,+*^=-/ 1be\xC3";
  Rng rng(12);
  for (int i = 0; i < 3000; ++i) {
    const Derivation drawn = *interpreter->sample(rng);
    std::string text = rng.below(2) == 0 ? term(*built.space, drawn) : sexpr(*built.space, drawn);
    for (int k = 0; k < 3; ++k) text[rng.below(text.size())] = symbols[rng.below(symbols.size())];
    const auto read = parse(*built.space, built.automaton, text);
    if (read) {
      EXPECT_TRUE(is_valid(*built.space, built.automaton, read->rules));
    }
  }
}

}  // namespace
}  // namespace nasg::derivation
