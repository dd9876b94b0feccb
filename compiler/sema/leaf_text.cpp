// SPDX-License-Identifier: Apache-2.0
// Printing of syntax in canonical form.
#include "compiler/sema/leaf_text.h"

#include <algorithm>
#include <charconv>

#include "compiler/ir/expr.h"

namespace nasg::sema {

using grammar::BinaryOperator;
using grammar::Expression;

namespace {

std::string real_text(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

const char* operator_text(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kCompose: return " >> ";
    case BinaryOperator::kAdd: return " + ";
    case BinaryOperator::kSubtract: return " - ";
    case BinaryOperator::kMultiply: return "*";
    case BinaryOperator::kDivide: return "/";
    case BinaryOperator::kConcatenate: return " ++ ";
  }
  return "";
}

std::string list(const std::vector<grammar::ExpressionPtr>& values) {
  std::string out;
  for (const auto& value : values) out += (out.empty() ? "" : ", ") + canonical_text(*value);
  return out;
}

// The left operands are walked in a loop, as chains may be long.
std::string binary_text(const Expression& expression) {
  std::vector<std::string> pieces;
  const Expression* at = &expression;
  while (const auto* binary = std::get_if<grammar::BinaryExpression>(&at->node)) {
    if (at != &expression && at->parenthesised) break;
    pieces.push_back(operator_text(binary->op) + canonical_text(*binary->right));
    at = binary->left.get();
  }
  std::string out = canonical_text(*at);
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) out += *piece;
  return expression.parenthesised ? "(" + out + ")" : out;
}

std::string block_text(const grammar::BlockExpression& block) {
  std::string out = "|";
  for (std::size_t i = 0; i < block.inputs.size(); ++i) out += (i ? ", " : "") + block.inputs[i].text;
  out += "| { ";
  for (const auto& equation : block.equations)
    out += equation.name.text + " = " + canonical_text(*equation.value) + "; ";
  return out + (block.result ? canonical_text(*block.result) : "") + " }";
}

std::string power_text(const grammar::PowerExpression& power) {
  const std::string high = power.high ? ".." + canonical_text(*power.high) : "";
  const std::string exponent = canonical_text(*power.low) + high;
  return canonical_text(*power.body) + "^" + (power.high ? "{" + exponent + "}" : exponent);
}

std::string set_text(const grammar::ValueSetExpression& set) {
  if (!set.low) return "{" + list(set.values) + "}";
  std::string out = "{" + canonical_text(*set.low) + ".." + canonical_text(*set.high);
  if (set.step) out += (set.logarithmic ? " log " : " step ") + canonical_text(*set.step);
  return out + "}";
}

}  // namespace

std::string canonical_text(const Expression& expression) {
  return ir::match(
      expression.node,
      [](const grammar::NumberLiteral& n) {
        return n.is_integer ? std::to_string(n.integer) : real_text(n.real);
      },
      [](const grammar::BoolLiteral& b) { return std::string(b.value ? "true" : "false"); },
      [](const grammar::StringLiteral& s) { return "\"" + s.value + "\""; },
      [](const grammar::NameExpression& name) { return name.name; },
      [](const grammar::CallExpression& call) {
        return leaf_text(canonical_text(*call.callee), call.arguments);
      },
      [&](const grammar::BinaryExpression&) { return binary_text(expression); },
      [](const grammar::PowerExpression& power) { return power_text(power); },
      [](const grammar::BlockExpression& block) { return block_text(block); },
      [&](const grammar::LetExpression& let) {
        const std::string text = std::string("let ") + (let.tied ? "tied " : "") + let.name.text + " = " +
                                 canonical_text(*let.value) + " in " + canonical_text(*let.body);
        return expression.parenthesised ? "(" + text + ")" : text;
      },
      [](const grammar::ValueSetExpression& set) { return set_text(set); },
      [](const grammar::ListExpression& values) { return "[" + list(values.values) + "]"; },
      [](const grammar::ErrorExpression&) { return std::string("?"); });
}

std::string leaf_text(const std::string& name, const std::vector<grammar::Argument>& arguments) {
  std::string out;
  for (const grammar::Argument& argument : arguments) {
    out += out.empty() ? "" : ", ";
    if (argument.name) out += argument.name->text + "=";
    out += canonical_text(*argument.value);
  }
  return arguments.empty() ? name : name + "(" + out + ")";
}

}  // namespace nasg::sema
