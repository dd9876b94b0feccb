// SPDX-License-Identifier: Apache-2.0
// The syntax tree of expressions as text.
#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/diag/quote.h"
#include "compiler/ir/expr.h"
#include "grammar/dump.h"

namespace nasg::grammar {

namespace {

const char* spelling(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kCompose: return ">>";
    case BinaryOperator::kAdd: return "+";
    case BinaryOperator::kSubtract: return "-";
    case BinaryOperator::kMultiply: return "*";
    case BinaryOperator::kDivide: return "/";
    case BinaryOperator::kConcatenate: return "++";
  }
  return "";
}

int binding(BinaryOperator op) {
  if (op == BinaryOperator::kCompose) return 0;
  return op == BinaryOperator::kMultiply || op == BinaryOperator::kDivide ? 2 : 1;
}

std::string number_text(const NumberLiteral& number) {
  std::array<char, 32> buffer{};
  const auto end = number.is_integer
                       ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.integer).ptr
                       : std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.real).ptr;
  return {buffer.data(), end};
}

}  // namespace

void Dumper::binary(int depth, const Expression& expression, const std::string& role) {
  // Down the left side while operators bind alike, then up again, operand by operand.
  std::vector<const BinaryExpression*> spine;
  const Expression* at = &expression;
  const int level = binding(std::get<BinaryExpression>(expression.node).op);
  while (const auto* node = std::get_if<BinaryExpression>(&at->node)) {
    if (binding(node->op) != level || (at != &expression && at->parenthesised)) break;
    spine.push_back(node);
    at = node->left.get();
  }
  line(depth, role + (expression.parenthesised ? "operation in parentheses" : "operation"));
  this->expression(depth + 1, *at);
  for (auto node = spine.rbegin(); node != spine.rend(); ++node)
    this->expression(depth + 1, *(*node)->right, std::string(spelling((*node)->op)) + " ");
}

void Dumper::arguments(int depth, const std::vector<Argument>& arguments) {
  for (const Argument& argument : arguments)
    expression(depth, *argument.value, argument.name ? argument.name->text + " = " : "");
}

void Dumper::expression(int depth, const Expression& expression, const std::string& role) {
  ir::match(
      expression.node, [&](const NumberLiteral& node) { line(depth, role + "number " + number_text(node)); },
      [&](const BoolLiteral& node) { line(depth, role + (node.value ? "true" : "false")); },
      [&](const StringLiteral& node) { line(depth, role + "text " + diag::quoted(node.value)); },
      [&](const NameExpression& node) { line(depth, role + "name " + node.name); },
      [&](const CallExpression& node) {
        line(depth, role + "call");
        this->expression(depth + 1, *node.callee);
        arguments(depth + 1, node.arguments);
      },
      [&](const BinaryExpression&) { binary(depth, expression, role); },
      [&](const PowerExpression& node) {
        line(depth, role + "power");
        this->expression(depth + 1, *node.body);
        this->expression(depth + 1, *node.low, node.high ? "from " : "");
        if (node.high) this->expression(depth + 1, *node.high, "to ");
      },
      [&](const BlockExpression& node) {
        std::string inputs;
        for (const Name& input : node.inputs) inputs += (inputs.empty() ? "" : ", ") + input.text;
        line(depth, role + "block |" + inputs + "|");
        for (const auto& equation : node.equations)
          this->expression(depth + 1, *equation.value, equation.name.text + " = ");
        this->expression(depth + 1, *node.result, "result ");
      },
      [&](const LetExpression& node) {
        line(depth, role + (node.tied ? "let tied " : "let ") + node.name.text);
        this->expression(depth + 1, *node.value, "= ");
        this->expression(depth + 1, *node.body, "in ");
      },
      [&](const ValueSetExpression& node) {
        line(depth, role + (node.logarithmic ? "values, logarithmic" : "values"));
        for (const ExpressionPtr& value : node.values) this->expression(depth + 1, *value);
        if (node.low) this->expression(depth + 1, *node.low, "from ");
        if (node.high) this->expression(depth + 1, *node.high, "to ");
        if (node.step) this->expression(depth + 1, *node.step, node.logarithmic ? "log " : "step ");
      },
      [&](const ListExpression& node) {
        line(depth, role + "list");
        for (const ExpressionPtr& value : node.values) this->expression(depth + 1, *value);
      },
      [&](const ErrorExpression&) { line(depth, role + "error"); });
}

}  // namespace nasg::grammar
