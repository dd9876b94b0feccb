// SPDX-License-Identifier: Apache-2.0
// Blanks between tokens.
#include "grammar/format_spacing.h"

namespace nasg::grammar {

using antlr4::ParserRuleContext;
using antlr4::Token;
using generated::NasgParser;

namespace {

bool touches_left(std::size_t type) {
  switch (type) {
    case NasgParser::COMMA:
    case NasgParser::SEMI:
    case NasgParser::RPAREN:
    case NasgParser::RBRACK:
    case NasgParser::RANGE:
    case NasgParser::CARET:
    case NasgParser::DOT:
    case Token::EOF: return true;
    default: return false;
  }
}

bool touches_right(std::size_t type) {
  switch (type) {
    case NasgParser::LPAREN:
    case NasgParser::LBRACK:
    case NasgParser::RANGE:
    case NasgParser::CARET:
    case NasgParser::DOT: return true;
    default: return false;
  }
}

bool is_inside(const ParserRuleContext& context, std::size_t rule) {
  for (const antlr4::tree::ParseTree* at = context.parent; at != nullptr; at = at->parent)
    if (static_cast<const antlr4::RuleContext*>(at)->getRuleIndex() == rule) return true;
  return false;
}

}  // namespace

void Spacing::touch(antlr4::tree::TerminalNode* token, int sides) {
  if (token != nullptr) touches_[token->getSymbol()->getTokenIndex()] |= static_cast<unsigned char>(sides);
}

/// `H/2` in a shape, and `2*C` anywhere: a factor stands close to its name.
void Spacing::visit_product(NasgParser::ProductContext& product) {
  const bool factor = product.start->getType() == NasgParser::NUMBER &&
                      product.unary(0)->start == product.unary(0)->stop && product.SLASH().empty();
  if (product.children.size() == 1 || (!factor && !is_inside(product, NasgParser::RuleShape))) return;
  for (auto* star : product.STAR()) touch(star, kLeft | kRight);
  for (auto* slash : product.SLASH()) touch(slash, kLeft | kRight);
}

void Spacing::visit(ParserRuleContext& context) {
  switch (context.getRuleIndex()) {
    case NasgParser::RuleParameters:
    case NasgParser::RuleArguments:
    case NasgParser::RuleTopologyDeclaration: return touch(context.getToken(NasgParser::LPAREN, 0), kLeft);
    case NasgParser::RuleValueSet:
      touch(context.getToken(NasgParser::LBRACE, 0), kRight);
      return touch(context.getToken(NasgParser::RBRACE, 0), kLeft);
    case NasgParser::RuleUnary: return touch(context.getToken(NasgParser::MINUS, 0), kRight);
    case NasgParser::RuleBlock:
      touch(context.getToken(NasgParser::BAR, 0), kRight);
      return touch(context.getToken(NasgParser::BAR, 1), kLeft);
    case NasgParser::RuleProduct: return visit_product(static_cast<NasgParser::ProductContext&>(context));
    default: return;
  }
}

bool Spacing::between(const Token& left, const Token& right) const {
  if (left.getType() == NasgParser::LBRACE && right.getType() == NasgParser::RBRACE) return false;
  return before_comment(left) && after_comment(right) && (touches_[left.getTokenIndex()] & kRight) == 0 &&
         (touches_[right.getTokenIndex()] & kLeft) == 0;
}

bool Spacing::before_comment(const Token& left) {
  return !touches_right(left.getType());
}

bool Spacing::after_comment(const Token& right) {
  return !touches_left(right.getType());
}

}  // namespace nasg::grammar
