// SPDX-License-Identifier: Apache-2.0
// How expressions group.
#include <gtest/gtest.h>

#include "compiler/ir/expr.h"
#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {

namespace {

std::string sign(BinaryOperator op) {
  constexpr const char* kSigns[] = {">>", "+", "-", "*", "/", "++"};
  return kSigns[static_cast<std::size_t>(op)];
}

std::string joined(const std::vector<ExpressionPtr>& parts) {
  std::string text;
  for (const ExpressionPtr& part : parts) text += (text.empty() ? "" : ", ") + grouped(*part);
  return text;
}

std::string call_text(const CallExpression& call) {
  std::string text = grouped(*call.callee) + "(";
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Argument& argument = call.arguments[i];
    text += (i > 0 ? ", " : "") + (argument.name ? argument.name->text + "=" : "") + grouped(*argument.value);
  }
  return text + ")";
}

std::string block_text(const BlockExpression& block) {
  std::string text = "|";
  for (const Name& input : block.inputs) text += (text.size() > 1 ? "," : "") + input.text;
  text += "|{";
  for (const auto& equation : block.equations)
    text += equation.name.text + "=" + grouped(*equation.value) + ";";
  return text + grouped(*block.result) + "}";
}

std::string set_text(const ValueSetExpression& set) {
  if (!set.low) return "{" + joined(set.values) + "}";
  std::string text = "{" + grouped(*set.low) + ".." + grouped(*set.high);
  if (set.step) text += (set.logarithmic ? " log " : " step ") + grouped(*set.step);
  return text + "}";
}

}  // namespace

std::string grouped(const Expression& expression) {
  const std::string text = ir::match(
      expression.node,
      [](const NumberLiteral& node) {
        return node.is_integer ? std::to_string(node.integer) : std::to_string(node.real);
      },
      [](const BoolLiteral& node) { return std::string(node.value ? "true" : "false"); },
      [](const StringLiteral& node) { return "'" + node.value + "'"; },
      [](const NameExpression& node) { return node.name; },
      [](const CallExpression& node) { return call_text(node); },
      [](const BinaryExpression& node) {
        return "[" + grouped(*node.left) + sign(node.op) + grouped(*node.right) + "]";
      },
      [](const PowerExpression& node) {
        return grouped(*node.body) + "^" + grouped(*node.low) + (node.high ? ".." + grouped(*node.high) : "");
      },
      [](const BlockExpression& node) { return block_text(node); },
      [](const LetExpression& node) {
        return "[let " + std::string(node.tied ? "tied " : "") + node.name.text + "=" + grouped(*node.value) +
               " in " + grouped(*node.body) + "]";
      },
      [](const ValueSetExpression& node) { return set_text(node); },
      [](const ListExpression& node) { return "list(" + joined(node.values) + ")"; },
      [](const ErrorExpression&) { return std::string("?"); });
  return expression.parenthesised ? "(" + text + ")" : text;
}

namespace {

TEST(Precedence, RunsFromCallsToCompositions) {
  EXPECT_EQ(grouped("a + b * c >> d"), "[[a+[b*c]]>>d]");
  EXPECT_EQ(grouped("a >> b + c"), "[a>>[b+c]]");
  EXPECT_EQ(grouped("2*C/4 - 1"), "[[[2*C]/4]-1]");
  EXPECT_EQ(grouped("a ++ b + c"), "[[a++b]+c]");
  EXPECT_EQ(grouped("f(x)^2 * g"), "[f(x)^2*g]");
  EXPECT_EQ(grouped("CELL^n >> f"), "[CELL^n>>f]");
  EXPECT_EQ(grouped("f(2, stride = 2)(x) >> g"), "[f(2, stride=2)(x)>>g]");
}

TEST(Precedence, LeansLeftInChains) {
  EXPECT_EQ(grouped("a >> b >> c"), "[[a>>b]>>c]");
  EXPECT_EQ(grouped("a - b - c"), "[[a-b]-c]");
}

TEST(Parentheses, GroupAndAreRemembered) {
  EXPECT_EQ(grouped("a >> (b >> c)"), "[a>>([b>>c])]");
  EXPECT_EQ(grouped("(a >> b) >> c"), "[([a>>b])>>c]");
  EXPECT_EQ(grouped("(2)^(n + 1)"), "(2)^([n+1])");
}

TEST(Let, ExtendsAsFarAsItCan) {
  EXPECT_EQ(grouped("let b = X in b >> b + c"), "[let b=X in [b>>[b+c]]]");
  EXPECT_EQ(grouped("let tied b = X >> Y in b^3"), "[let tied b=[X>>Y] in b^3]");
  EXPECT_EQ(grouped("let a = X in let b = Y in f(a, b)"), "[let a=X in [let b=Y in f(a, b)]]");
  EXPECT_EQ(grouped("let tied = X in tied"), "[let tied=X in tied]");
  EXPECT_EQ(grouped("f >> (let b = X in b)"), "[f>>([let b=X in b])]");
}

TEST(Block, HoldsEquationsAndAResult) {
  EXPECT_EQ(grouped("|x| { y = a(x); z = b(y); c(x) + d(z) }"), "|x|{y=a(x);z=b(y);[c(x)+d(z)]}");
  EXPECT_EQ(grouped("|p, q| { a(p) + b(q); }"), "|p,q|{[a(p)+b(q)]}")
      << "a `;` after the result is tolerated";
  EXPECT_EQ(grouped("f(|x| { x }, g)"), "f(|x|{x}, g)");
}

TEST(Power, TakesACountANameOrARange) {
  EXPECT_EQ(grouped("X^3"), "X^3");
  EXPECT_EQ(grouped("X^{2..6}"), "X^2..6");
  EXPECT_EQ(grouped("X^{1, 3}"), "X^{1, 3}");
  EXPECT_EQ(grouped("X^{2..6 step 2}"), "X^{2..6 step 2}");
}

TEST(Values, AreListedOrRanges) {
  EXPECT_EQ(grouped("{1, 3, 5}"), "{1, 3, 5}");
  EXPECT_EQ(grouped("{16..128 step 16}"), "{16..128 step 16}");
  EXPECT_EQ(grouped("{1..4 log 7}"), "{1..4 log 7}");
  EXPECT_EQ(grouped("[2, 1, -2]"), "list(2, 1, -2)");
  EXPECT_EQ(grouped("[]"), "list()");
}

TEST(Names, MayBeWordsThatMeanSomethingOnlyElsewhere) {
  EXPECT_EQ(grouped("f(step = 2, log = true, limit = frame, level = on)"),
            "f(step=2, log=true, limit=frame, level=on)");
  EXPECT_EQ(grouped("f(space = 1, in = 2, search = x)"), "f(space=1, in=2, search=x)");
}

TEST(Minus, BindsToItsOperand) {
  EXPECT_EQ(grouped("-3 + x"), "[-3+x]");
  EXPECT_EQ(grouped("-x"), "[0-x]");
  EXPECT_EQ(grouped("a*-2"), "[a*-2]");
}

TEST(Expression, KnowsItsPlace) {
  const ParsedExpression parsed("f(x) >> (g)");
  EXPECT_EQ((*parsed).place.begin, 0U);
  EXPECT_EQ((*parsed).place.end, 11U);
  const auto& compose = std::get<BinaryExpression>((*parsed).node);
  EXPECT_EQ(compose.op_place.begin, 5U);
  EXPECT_EQ(compose.op_place.end, 7U);
  EXPECT_EQ(compose.right->place.begin, 8U) << "with its parentheses";
}

TEST(Expression, OfItsOwnUsesAllOfTheText) {
  EXPECT_EQ(grouped("a b"), "error: expected the end of the text, found `b`");
  EXPECT_EQ(grouped(""), "error: expected an expression, found the end of the text");
  EXPECT_EQ(grouped("f("), "error: expected an expression or `)`, found the end of the text");
}

}  // namespace
}  // namespace nasg::grammar::testing
