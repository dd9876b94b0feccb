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

class TextWriter {
 public:
  explicit TextWriter(const ChosenValues& chosen) : chosen_(chosen) {}

  std::string text(const Expression& expression) const {
    if (const auto chosen = chosen_.find(&expression); chosen != chosen_.end()) return chosen->second.text;
    return ir::match(
        expression.node,
        [](const grammar::NumberLiteral& n) {
          return n.is_integer ? std::to_string(n.integer) : real_text(n.real);
        },
        [](const grammar::BoolLiteral& b) { return std::string(b.value ? "true" : "false"); },
        [](const grammar::StringLiteral& s) { return "\"" + s.value + "\""; },
        [](const grammar::NameExpression& name) { return name.name; },
        [&](const grammar::CallExpression& call) { return leaf(text(*call.callee), call.arguments); },
        [&](const grammar::BinaryExpression&) { return binary(expression); },
        [&](const grammar::PowerExpression& power) { return this->power(power); },
        [&](const grammar::BlockExpression& block) { return this->block(block); },
        [&](const grammar::LetExpression& let) {
          const std::string whole = std::string("let ") + (let.tied ? "tied " : "") + let.name.text + " = " +
                                    text(*let.value) + " in " + text(*let.body);
          return expression.parenthesised ? "(" + whole + ")" : whole;
        },
        [&](const grammar::ValueSetExpression& set) { return this->set(set); },
        [&](const grammar::ListExpression& values) { return "[" + list(values.values) + "]"; },
        [](const grammar::ErrorExpression&) { return std::string("?"); });
  }

  std::string leaf(const std::string& name, const std::vector<grammar::Argument>& arguments,
                   const std::set<const Expression*>& left_out = {}) const {
    std::string out;
    for (const grammar::Argument& argument : arguments) {
      if (left_out.contains(argument.value.get())) continue;
      out += out.empty() ? "" : ", ";
      if (argument.name) out += argument.name->text + "=";
      out += text(*argument.value);
    }
    return arguments.size() == left_out.size() ? name : name + "(" + out + ")";
  }

 private:
  std::string list(const std::vector<grammar::ExpressionPtr>& values) const {
    std::string out;
    for (const auto& value : values) out += (out.empty() ? "" : ", ") + text(*value);
    return out;
  }

  // The left operands are walked in a loop, as chains may be long.
  std::string binary(const Expression& expression) const {
    std::vector<std::string> pieces;
    const Expression* at = &expression;
    while (const auto* binary = std::get_if<grammar::BinaryExpression>(&at->node)) {
      if (at != &expression && at->parenthesised) break;
      pieces.push_back(operator_text(binary->op) + operand(*binary->right));
      at = binary->left.get();
    }
    std::string out = operand(*at);
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) out += *piece;
    return expression.parenthesised ? "(" + out + ")" : out;
  }

  /// A chosen value that is more than a word is put in parentheses.
  std::string operand(const Expression& expression) const {
    const std::string own = text(expression);
    const bool word = own.find_first_of("+-*/ ") == std::string::npos;
    return word || !chosen_.contains(&expression) ? own : "(" + own + ")";
  }

  std::string block(const grammar::BlockExpression& block) const {
    std::string out = "|";
    for (std::size_t i = 0; i < block.inputs.size(); ++i) out += (i ? ", " : "") + block.inputs[i].text;
    out += "| { ";
    for (const auto& equation : block.equations)
      out += equation.name.text + " = " + text(*equation.value) + "; ";
    return out + (block.result ? text(*block.result) : "") + " }";
  }

  std::string power(const grammar::PowerExpression& power) const {
    const std::string high = power.high ? ".." + text(*power.high) : "";
    const std::string exponent = text(*power.low) + high;
    return text(*power.body) + "^" + (power.high ? "{" + exponent + "}" : exponent);
  }

  std::string set(const grammar::ValueSetExpression& set) const {
    if (!set.low) return "{" + list(set.values) + "}";
    std::string out = "{" + text(*set.low) + ".." + text(*set.high);
    if (set.step) out += (set.logarithmic ? " log " : " step ") + text(*set.step);
    return out + "}";
  }

  const ChosenValues& chosen_;
};

}  // namespace

std::string canonical_text(const Expression& expression, const ChosenValues& chosen) {
  return TextWriter(chosen).text(expression);
}

std::string leaf_text(const std::string& name, const std::vector<grammar::Argument>& arguments,
                      const ChosenValues& chosen, const std::set<const Expression*>& left_out) {
  return TextWriter(chosen).leaf(name, arguments, left_out);
}

}  // namespace nasg::sema
