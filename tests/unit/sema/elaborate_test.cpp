// SPDX-License-Identifier: Apache-2.0
// What the IR of a space looks like.
#include <gmock/gmock.h>

#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using testing::Checked;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::space;

std::string ir_of(const std::string& text) {
  const auto made = Checked(text).space("S");
  EXPECT_TRUE(made);
  return made ? ir::text(made->space) : "";
}

std::vector<std::string> heads(const std::string& rules) {
  const Checked checked("import std.topology; import std.vision;\n" + space(rules));
  EXPECT_THAT(checked.found(), IsEmpty());
  std::vector<std::string> heads;
  if (const auto made = checked.space("S"))
    for (const ir::Rule& rule : made->space.rules) heads.push_back(rule.head);
  return heads;
}

TEST(Elaboration, PrintsAsTextOneRuleALine) {
  EXPECT_EQ(
      ir_of("op half(k) = conv2d(C, kernel = k, padding = k / 2, bias = false);\n"
            "topology Two(a, b) = |x| { y = a(x); b(y) + x }\n"
            "space S(n = 2) : [3, 8, 8] -> [3, 8, 8] {\n"
            "  frame = B^n >> A >> B;\n"
            "  A = Two(B, half(k = 3)) @ 2 where connected | let tied t = B in t >> t;\n"
            "  B = relu | id | B >> B;\n"
            "  limit depth <= 4;\n"
            "}"),
      "space S(n=2) : [3, 8, 8] -> [3, 8, 8]\n"
      "  frame: B^2 >> A >> B\n"
      "  roots: B, A\n"
      "  limit: depth <= 4\n"
      "  op half(k) = conv2d(channels=C, kernel=k, stride=1, padding=k/2, dilation=1, groups=1, bias=0)\n"
      "  topology Two(a, b) = |%0| { %1 = a(%0); %2 = b(%1); %3 = +(%2, %0); %3 }\n"
      "  A : [C, H, W] -> [C, H, W]\n"
      "    r0: A = Two(B, half(k=3)) @ 2 where connected\n"
      "    r1: A = let tied t = B in t >> t\n"
      "  B : [C, H, W] -> [C, H, W]\n"
      "    r2: B = relu\n"
      "    r3: B = id\n"
      "    r4: B = B >> B\n");
}

TEST(Elaboration, HeadsAreTheOutermostOperators) {
  EXPECT_THAT(
      heads("start = Linear2(A, relu) | conv3x3 | sep_conv(k = 3) | A >> A | A + relu | max(A, gelu) | A"
            " | let b = A in b^2 | conv2d( C,kernel=1 ); A = silu | id;"),
      ElementsAre("Linear2", "conv3x3", "sep_conv(k=3)", ">>", "+", "max", "", "let", "conv2d(C, kernel=1)",
                  "silu", "id"));
}

TEST(Elaboration, APowerOfANonterminalIsOfIndependentCopies) {
  const std::string text = ir_of(space("start = A^3 | let b = A in b^3; A = relu | id;"));
  EXPECT_THAT(text, ::testing::HasSubstr("r0: start = A >> A >> A\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("r1: start = let b = A in b^3\n"));
}

TEST(Elaboration, UnparenthesisedChainsAreFlat) {
  const std::string text =
      ir_of(space("start = A >> A >> relu | A >> (A >> relu) | A + relu + A; A = relu | id;"));
  EXPECT_THAT(text, ::testing::HasSubstr("r0: start = A >> A >> relu\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("r1: start = A >> (A >> relu)\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("r2: start = A + relu + A\n"));
}

TEST(Elaboration, LetsMayNest) {
  const Checked checked(
      space("start = let a = A in let b = B in a >> b >> a; A = relu | id; B = gelu | id;"));
  ASSERT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  const ir::Rule& rule = made->space.rules[0];
  ASSERT_EQ(rule.lets.size(), 2u);
  EXPECT_EQ(rule.lets[1].name, "b");
  EXPECT_EQ(rule.lets[1].hole, 1u);
  EXPECT_EQ(rule.holes.size(), 2u);
}

TEST(Elaboration, LongChainsNeedNoStack) {
  std::string chain = "A";
  for (int i = 0; i < 20'000; ++i) chain += " >> relu";
  EXPECT_THAT(Checked(space("start = " + chain + "; A = relu | id;")).found(), IsEmpty());
}

TEST(Elaboration, OpsThatDoubleOneAnotherAreRefusedBeforeTheyExplode) {
  std::string ops = "op f0 = relu >> relu;\n";
  for (int i = 1; i < 60; ++i)
    ops +=
        "op f" + std::to_string(i) + " = f" + std::to_string(i - 1) + " >> f" + std::to_string(i - 1) + ";\n";
  EXPECT_THAT(Checked(ops + space("start = f59 | id;")).codes(), ElementsAre("E0311"));
}

TEST(Elaboration, OpsNestedTooDeepAreRefused) {
  std::string ops = "op f0 = relu >> relu;\n";
  for (int i = 1; i < 700; ++i)
    ops += "op f" + std::to_string(i) + " = f" + std::to_string(i - 1) + " >> relu;\n";
  const Checked checked(ops + space("start = f699 | id;"));
  ASSERT_FALSE(checked.codes().empty());
  EXPECT_THAT(checked.codes(), ::testing::Each(std::string("E0235")));
}

using Part = ir::Notation::Part;

TEST(Notation, PatternsFindTheirRules) {
  const Checked checked(
      "import std.topology;\n" +
      space("start = Linear2(A, B); A = relu | id; B = id | gelu;"
            " notation n { Linear2(x, y) = \"{{{y}|{x}}}\"; id = \"skip\"; relu = \"r\"; gelu = \"g\"; }"));
  ASSERT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  const ir::Notation& notation = made->space.notations.at(0);
  ASSERT_EQ(notation.templates.size(), 5u);
  EXPECT_THAT(notation.templates[0].text, ElementsAre("{", "|", "}"));
  EXPECT_THAT(notation.templates[0].parts, ElementsAre(Part{1}, Part{0}));
}

TEST(Notation, APatternOpensAnArgumentThatHasOneAlternative) {
  const std::string notation_text = " notation n { Linear2(Linear2(x, y), z) = \"{z}{x}-{y}\"; }";
  const std::string import = "import std.topology;\n";
  const Checked checked(import +
                        space("start = Linear2(A, B); A = Linear2(B, B); B = id | gelu;" + notation_text));
  ASSERT_THAT(checked.found(), IsEmpty());
  const ir::Notation notation = checked.space("S")->space.notations.at(0);
  EXPECT_THAT(notation.templates.at(0).parts, ElementsAre(Part{1}, Part{0, 0}, Part{0, 1}));
  const Checked several(
      import + space("start = Linear2(A, B); A = Linear2(B, B) | id; B = id | gelu;" + notation_text));
  EXPECT_THAT(several.codes(), ElementsAre("E0228"));
}

}  // namespace
}  // namespace nasg
