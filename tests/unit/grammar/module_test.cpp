// SPDX-License-Identifier: Apache-2.0
// Declarations: what stands in a module.
#include <gtest/gtest.h>

#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

TEST(Module, HoldsImportsOfModulesAndFiles) {
  const Parsed parsed("import std.topology;\nimport \"my ops.nasg\";\n");
  ASSERT_EQ(parsed.module.imports.size(), 2U);
  EXPECT_EQ(parsed.module.imports[0].path.text, "std.topology") << "a word of the language may name a module";
  EXPECT_FALSE(parsed.module.imports[0].is_file);
  EXPECT_EQ(parsed.module.imports[1].path.text, "my ops.nasg");
  EXPECT_TRUE(parsed.module.imports[1].is_file);
}

TEST(Module, OfNothingIsEmpty) {
  const Parsed parsed("  // nothing\n/* at all */ \f");
  EXPECT_TRUE(parsed.errors().empty());
  EXPECT_EQ(dump(parsed.module), "");
}

TEST(Op, HasParametersTypeAndBody) {
  const Parsed parsed("op f(k, s = 2 + 1) : [C, H] -> [2*C, H/s] = relu;");
  EXPECT_EQ(dump(parsed.module), R"(op f
  parameter k
  parameter s
    = operation
      number 2
      + number 1
  type
    from
      name C
      name H
    to
      operation
        number 2
        * name C
      operation
        name H
        / name s
  name relu
)");
}

TEST(Op, WithABlockNeedsNoSemicolon) {
  const Parsed parsed("op f = |x| { x }\nop g = |x| { x };\ntopology T(a) = |x| { a(x) }\n");
  EXPECT_TRUE(parsed.errors().empty());
  EXPECT_EQ(parsed.module.ops.size(), 2U);
  EXPECT_EQ(parsed.module.topologies.size(), 1U);
}

TEST(Type, MayHaveSeveralInputs) {
  const Parsed parsed("op f : ([C], [N, C]) -> [C] = g;");
  ASSERT_TRUE(parsed.module.ops.at(0).type.has_value());
  EXPECT_EQ(parsed.module.ops[0].type->inputs.size(), 2U);
  EXPECT_EQ(parsed.module.ops[0].type->inputs[1].dims.size(), 2U);
}

TEST(Space, HoldsRulesFrameLimitsLevelsAndNotations) {
  const Parsed parsed(R"(
space S(n = 5) : [3, 32, 32] -> [10] {
  frame = stem(16) >> A^n;
  A : [C] -> [C] = B | C @ 2 | f(B, B) @ 0.5 where connected;
  limit depth <= 9, count(f) + params <= 1.5M;
  level top { A, B }
  level none {};
  notation nb { f(a, b) = "|{a}|{b}|"; id = "skip"; }
})");
  EXPECT_EQ(parsed.errors(), std::vector<std::string>{});
  const SpaceDeclaration& space = parsed.module.spaces.at(0);
  EXPECT_EQ(space.params.at(0).name.text, "n");
  EXPECT_TRUE(space.frame != nullptr);
  const RuleDeclaration& rule = space.rules.at(0);
  ASSERT_EQ(rule.alternatives.size(), 3U);
  EXPECT_EQ(rule.alternatives[0].weight, nullptr);
  EXPECT_EQ(std::get<NumberLiteral>(rule.alternatives[1].weight->node).integer, 2);
  EXPECT_TRUE(rule.alternatives[2].connected);
  EXPECT_EQ(space.limits.size(), 2U);
  EXPECT_EQ(space.levels.at(0).nonterminals.size(), 2U);
  EXPECT_EQ(space.levels.at(1).nonterminals.size(), 0U);
  EXPECT_EQ(space.notations.at(0).entries.at(1).text, "skip");
}

TEST(Space, MayNameNonterminalsLikeContextualWords) {
  const Parsed parsed("space S { step = log; log = on | connected; on = tied; }");
  EXPECT_EQ(parsed.errors(), std::vector<std::string>{});
  EXPECT_EQ(parsed.module.spaces.at(0).rules.size(), 3U);
}

TEST(Search, HoldsArgumentsAndEntriesWithUnits) {
  const Parsed parsed(
      "search q on S(width = 8) { budget = 40 evaluations; seed = 1; objective = train(data = digits); }");
  EXPECT_EQ(dump(parsed.module), R"(search q on S
  width = number 8
  budget in evaluations = number 40
  seed = number 1
  objective = call
    name train
    data = name digits
)");
}

TEST(Doc, BelongsToWhatFollows) {
  const Parsed parsed(R"(
/// First line.
///  second, indented
op f = relu; /// of g
// an ordinary comment between
op g = relu;
//// no documentation
op h = relu;
/// of S
space S {
  /// of A
  A = f;
})");
  EXPECT_EQ(parsed.module.ops.at(0).doc, "First line.\n second, indented");
  EXPECT_EQ(parsed.module.ops.at(1).doc, "of g");
  EXPECT_EQ(parsed.module.ops.at(2).doc, "");
  EXPECT_EQ(parsed.module.spaces.at(0).doc, "of S");
  EXPECT_EQ(parsed.module.spaces.at(0).rules.at(0).doc, "of A");
}

TEST(Comment, OfManyLinesOrAtTheEndOfTheTextIsSkipped) {
  const Parsed parsed("op f = /* a\n * b **/ relu; // no line end");
  EXPECT_TRUE(parsed.errors().empty());
  EXPECT_EQ(parsed.module.ops.size(), 1U);
}

TEST(Dump, WritesALongChainAsOneList) {
  std::string text = "op f = a";
  for (int i = 0; i < 5000; ++i) text += " >> a";
  const std::string tree = dump(Parsed(text + ";").module);
  EXPECT_LT(tree.size(), 100000U);
}

}  // namespace
}  // namespace nasg::grammar::testing
