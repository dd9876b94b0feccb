// SPDX-License-Identifier: Apache-2.0
// The end of a syntax tree's life.
#include "grammar/syntax.h"

namespace nasg::grammar {

namespace {

/// The child along which a tree may be as deep as its text is long, taken out of its parent.
ExpressionPtr take_spine(Expression& expression) {
  if (auto* binary = std::get_if<BinaryExpression>(&expression.node)) return std::move(binary->left);
  if (auto* call = std::get_if<CallExpression>(&expression.node)) return std::move(call->callee);
  if (auto* power = std::get_if<PowerExpression>(&expression.node)) return std::move(power->body);
  if (auto* let = std::get_if<LetExpression>(&expression.node)) return std::move(let->body);
  return nullptr;
}

}  // namespace

Expression::~Expression() {
  ExpressionPtr next = take_spine(*this);
  while (next) {
    ExpressionPtr child = take_spine(*next);
    next = std::move(child);
  }
}

}  // namespace nasg::grammar
