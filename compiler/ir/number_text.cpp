// SPDX-License-Identifier: Apache-2.0
// Numbers of arguments as text.
#include "compiler/ir/number_text.h"

#include <charconv>

namespace nasg::ir {

namespace {

std::string name_at(const std::vector<std::string>& names, std::int64_t index, const std::string& fallback) {
  const auto at = static_cast<std::size_t>(index);
  return at < names.size() && !names[at].empty() ? names[at] : fallback + std::to_string(index);
}

/// 0 for sums, 1 for products, 2 for what never needs parentheses.
int precedence(Number::Kind kind) {
  switch (kind) {
    case Number::Kind::kAdd:
    case Number::Kind::kSubtract: return 0;
    case Number::Kind::kMultiply:
    case Number::Kind::kDivide: return 1;
    default: return 2;
  }
}

const char* sign(Number::Kind kind) {
  switch (kind) {
    case Number::Kind::kAdd: return " + ";
    case Number::Kind::kSubtract: return " - ";
    case Number::Kind::kMultiply: return "*";
    default: return "/";
  }
}

}  // namespace

std::string real_text(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::string number_text(const Number& number, const std::vector<std::string>& axes,
                        const std::vector<std::string>& params, const std::vector<std::string>& holes) {
  switch (number.kind) {
    case Number::Kind::kInteger: return std::to_string(number.integer);
    case Number::Kind::kReal: return real_text(number.real);
    case Number::Kind::kDim: return name_at(axes.empty() ? default_axes(3) : axes, number.integer, "d");
    case Number::Kind::kParam: return name_at(params, number.integer, "p");
    case Number::Kind::kNamed: return "n" + std::to_string(number.integer);
    case Number::Kind::kReads:
      return "reads(" + name_at(holes, number.integer, "a") + ", " +
             std::to_string(number.operands[0].integer + 1) + ")";
    case Number::Kind::kMax:
      return "max(" + number_text(number.operands[0], axes, params, holes) + ", " +
             number_text(number.operands[1], axes, params, holes) + ")";
    default: break;
  }
  const auto operand = [&](std::size_t i) {
    const Number& part = number.operands[i];
    const int own = precedence(number.kind);
    const int inner = precedence(part.kind);
    const bool wrap = i == 0 ? inner < own : inner <= own;
    const std::string text = number_text(part, axes, params, holes);
    return wrap ? "(" + text + ")" : text;
  };
  return operand(0) + sign(number.kind) + operand(1);
}

}  // namespace nasg::ir
