// SPDX-License-Identifier: Apache-2.0
// Expressions: chains become left-leaning binary trees, in a loop.
#include "compiler/diag/codes/syntax.h"
#include "grammar/build.h"

namespace nasg::grammar {

using antlr4::tree::TerminalNode;

namespace {

std::optional<BinaryOperator> binary_operator(std::size_t type) {
  using Parser = generated::NasgParser;
  switch (type) {
    case Parser::COMPOSE: return BinaryOperator::kCompose;
    case Parser::PLUS: return BinaryOperator::kAdd;
    case Parser::MINUS: return BinaryOperator::kSubtract;
    case Parser::STAR: return BinaryOperator::kMultiply;
    case Parser::SLASH: return BinaryOperator::kDivide;
    case Parser::CONCAT: return BinaryOperator::kConcatenate;
    default: return std::nullopt;
  }
}

/// Not made up to go on after a mistake.
bool is_written(TerminalNode* token) {
  return token != nullptr && token->getSymbol()->getStartIndex() <= token->getSymbol()->getStopIndex() &&
         token->getSymbol()->getStopIndex() != SIZE_MAX;
}

Place between(const Place& first, const Place& last) {
  return {first.source, first.begin, last.end};
}

}  // namespace

template <class Operand, class Build>
ExpressionPtr Builder::left_leaning(antlr4::ParserRuleContext* context, Build build) {
  if (context == nullptr) return missing(context);
  ExpressionPtr left;
  std::optional<BinaryOperator> pending;
  Place pending_place;
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* leaf = dynamic_cast<TerminalNode*>(child)) {
      if (const auto op = binary_operator(leaf->getSymbol()->getType())) {
        pending = op;
        pending_place = place(leaf);
      }
    } else if (auto* operand = dynamic_cast<Operand*>(child)) {
      ExpressionPtr right = build(operand);
      if (!left || !pending) {
        left = std::move(right);
        continue;
      }
      const Place whole = between(left->place, right->place);
      left = make(BinaryExpression{*pending, pending_place, std::move(left), std::move(right)}, whole);
    }
  }
  return left ? std::move(left) : missing(context);
}

ExpressionPtr Builder::expression(Parser::ExpressionContext* context) {
  if (context == nullptr) return missing(context);
  if (context->block() != nullptr) return block(context->block());
  return plain(context->plain());
}

/// Calls of calls and lets in lets are loops to the parser, but trees to all that follows.
ExpressionPtr Builder::too_deep(antlr4::tree::ParseTree* where, const antlr4::ParserRuleContext* context) {
  const auto* at = dynamic_cast<const antlr4::ParserRuleContext*>(where);
  report(diag::make(diag::code::E0103, place(at == nullptr ? context : at), std::to_string(kMaxNesting)));
  return missing(context);
}

ExpressionPtr Builder::plain(Parser::PlainContext* context) {
  if (context == nullptr) return missing(context);
  ExpressionPtr body = chain(context->chain());
  const auto clauses = context->letClause();
  if (clauses.size() > kMaxNesting) return too_deep(clauses[kMaxNesting], context);
  for (auto clause = clauses.rbegin(); clause != clauses.rend(); ++clause) {
    const Place whole = between(place(*clause), body->place);
    LetExpression let{name((*clause)->name()), (*clause)->TIED() != nullptr,
                      expression((*clause)->expression()), std::move(body)};
    body = make(std::move(let), whole);
  }
  return body;
}

ExpressionPtr Builder::block(Parser::BlockContext* context) {
  BlockExpression block;
  block.inputs = names(context->names());
  const auto items = context->item();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto parts = items[i]->expression();
    if (parts.empty()) continue;
    const bool equation = items[i]->ASSIGN() != nullptr;
    ExpressionPtr first = expression(parts[0]);
    const bool failed = items[i]->exception != nullptr;
    if (!equation && i + 1 == items.size()) {
      block.result = std::move(first);
    } else if (!equation) {
      if (!failed) report(diag::make(diag::code::E0110, first->place));
    } else if (const auto* target = std::get_if<NameExpression>(&first->node);
               target != nullptr && !first->parenthesised) {
      block.equations.push_back(
          {{target->name, first->place}, expression(parts.size() > 1 ? parts[1] : nullptr)});
    } else if (!failed) {
      report(diag::make(diag::code::E0111, first->place));
    }
  }
  if (!block.result) {
    const bool whole = context->exception == nullptr && (items.empty() || items.back()->exception == nullptr);
    if (whole && is_written(context->RBRACE()))
      report(diag::make(diag::code::E0109, place(context->RBRACE())));
    block.result = missing(context);
  }
  return make(std::move(block), place(context));
}

ExpressionPtr Builder::chain(Parser::ChainContext* context) {
  return left_leaning<Parser::SumContext>(context, [this](Parser::SumContext* part) { return sum(part); });
}

ExpressionPtr Builder::sum(Parser::SumContext* context) {
  return left_leaning<Parser::ProductContext>(context,
                                              [this](Parser::ProductContext* part) { return product(part); });
}

ExpressionPtr Builder::product(Parser::ProductContext* context) {
  return left_leaning<Parser::UnaryContext>(context,
                                            [this](Parser::UnaryContext* part) { return unary(part); });
}

ExpressionPtr Builder::unary(Parser::UnaryContext* context) {
  ExpressionPtr operand = postfix(context->postfix());
  if (context->MINUS() == nullptr) return operand;
  if (auto* number = std::get_if<NumberLiteral>(&operand->node);
      number != nullptr && !operand->parenthesised) {
    number->real = -number->real;
    number->integer = -number->integer;
    operand->place.begin = place(context->MINUS()).begin;
    return operand;
  }
  const Place sign = place(context->MINUS());
  const Place whole = between(sign, operand->place);
  ExpressionPtr zero = make(NumberLiteral{0, 0, true}, sign);
  return make(BinaryExpression{BinaryOperator::kSubtract, sign, std::move(zero), std::move(operand)}, whole);
}

ExpressionPtr Builder::postfix(Parser::PostfixContext* context) {
  if (context == nullptr) return missing(context);
  if (context->children.size() > kMaxNesting + 1)
    return too_deep(context->children[kMaxNesting + 1], context);
  ExpressionPtr value = primary(context->primary());
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* call = dynamic_cast<Parser::ArgumentsContext*>(child)) {
      const Place whole = between(value->place, place(call));
      value = make(CallExpression{std::move(value), arguments(call)}, whole);
    } else if (auto* exponent = dynamic_cast<Parser::PowerContext*>(child)) {
      value = power(std::move(value), exponent);
    }
  }
  return value;
}

ExpressionPtr Builder::power(ExpressionPtr body, Parser::PowerContext* context) {
  const Place whole = between(body->place, place(context));
  PowerExpression power{std::move(body), nullptr, nullptr};
  auto* exponent = context->exponent();
  if (exponent == nullptr) {
    power.low = missing(context);
  } else if (exponent->NUMBER() != nullptr) {
    const Place at = place(exponent);
    power.low = make(number(exponent->NUMBER()->getText(), at), at);
  } else if (exponent->name() != nullptr) {
    power.low = make(NameExpression{name(exponent->name()).text}, place(exponent));
  } else if (exponent->valueSet() != nullptr) {
    power.low = value_set(exponent->valueSet());
    auto* set = std::get_if<ValueSetExpression>(&power.low->node);
    if (set != nullptr && set->low && !set->step) {  // `X^{a..b}`
      power.high = std::move(set->high);
      ExpressionPtr low = std::move(set->low);
      power.low = std::move(low);
    }
  } else {
    power.low = parenthesised(expression(exponent->expression()), exponent);
  }
  return make(std::move(power), whole);
}

ExpressionPtr Builder::primary(Parser::PrimaryContext* context) {
  if (context == nullptr || context->exception != nullptr || context->children.empty())
    return missing(context);
  const Place at = place(context);
  antlr4::tree::ParseTree* last = context->children.back();  // a token left out as wrong may stand first
  if (auto* leaf = dynamic_cast<TerminalNode*>(last)) {
    switch (leaf->getSymbol()->getType()) {
      case Parser::NUMBER: return make(number(leaf->getText(), at), at);
      case Parser::STRING: return make(StringLiteral{unquote(leaf)}, at);
      case Parser::TRUE: return make(BoolLiteral{true}, at);
      case Parser::FALSE: return make(BoolLiteral{false}, at);
      case Parser::RPAREN: return parenthesised(expression(context->expression()), context);
      default: return missing(context);
    }
  }
  if (auto* set = dynamic_cast<Parser::ValueSetContext*>(last)) return value_set(set);
  if (auto* values = dynamic_cast<Parser::ListContext*>(last)) return list(values);
  return make(NameExpression{name(dynamic_cast<Parser::NameContext*>(last)).text}, at);
}

ExpressionPtr Builder::list(Parser::ListContext* context) {
  if (context == nullptr) return missing(context);
  ListExpression list;
  for (auto* value : context->expression()) list.values.push_back(expression(value));
  return make(std::move(list), place(context));
}

ExpressionPtr Builder::parenthesised(ExpressionPtr inner, const antlr4::ParserRuleContext* context) {
  inner->parenthesised = true;
  inner->place = place(context);
  return inner;
}

ExpressionPtr Builder::value_set(Parser::ValueSetContext* context) {
  if (context == nullptr) return missing(context);
  ValueSetExpression set;
  const auto parts = context->expression();
  if (context->RANGE() == nullptr) {
    for (auto* part : parts) set.values.push_back(expression(part));
  } else {
    set.low = expression(parts.empty() ? nullptr : parts[0]);
    set.high = expression(parts.size() > 1 ? parts[1] : nullptr);
    if (parts.size() > 2) set.step = expression(parts[2]);
    set.logarithmic = context->LOG() != nullptr;
  }
  return make(std::move(set), place(context));
}

std::vector<Argument> Builder::arguments(Parser::ArgumentsContext* context) {
  std::vector<Argument> all;
  for (auto* part : context->argument()) {
    const auto values = part->expression();
    if (part->ASSIGN() == nullptr) {
      if (part->keyword() != nullptr)
        report(diag::make(diag::code::E0112, place(part), part->keyword()->getText()));
      else
        all.push_back({std::nullopt, expression(values.empty() ? nullptr : values[0])});
      continue;
    }
    ExpressionPtr value = expression(values.empty() ? nullptr : values.back());
    if (part->keyword() != nullptr) {
      all.push_back({Name{part->keyword()->getText(), place(part->keyword())}, std::move(value)});
      continue;
    }
    const ExpressionPtr key = expression(values.empty() ? nullptr : values[0]);
    const auto* key_name = std::get_if<NameExpression>(&key->node);
    if (key_name != nullptr && !key->parenthesised)
      all.push_back({Name{key_name->name, key->place}, std::move(value)});
    else if (part->exception == nullptr)
      report(diag::make(diag::code::E0111, key->place));
  }
  return all;
}

}  // namespace nasg::grammar
