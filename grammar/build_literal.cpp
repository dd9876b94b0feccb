// SPDX-License-Identifier: Apache-2.0
// Names, numbers, texts and places.
#include <charconv>
#include <limits>

#include "compiler/diag/codes/syntax.h"
#include "grammar/build.h"

namespace nasg::grammar {

namespace {

int suffix_power(char last) {
  switch (last) {
    case 'k': return 3;
    case 'M': return 6;
    case 'G': return 9;
    default: return 0;
  }
}

/// The value of decimal digits times 10^power; nothing if it does not fit.
std::optional<std::int64_t> integer_value(std::string_view digits, int power) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  for (int i = 0; i < power; ++i) {
    if (value > std::numeric_limits<std::int64_t>::max() / 10) return std::nullopt;
    value *= 10;
  }
  return value;
}

}  // namespace

Expression::Node Builder::number(const std::string& text, Place place) {
  const int power = suffix_power(text.back());
  const std::string digits = power > 0 ? text.substr(0, text.size() - 1) : text;
  const bool whole = digits.find_first_not_of("0123456789") == std::string::npos;
  NumberLiteral literal;
  if (whole) {
    const auto value = integer_value(digits, power);
    if (!value) {
      report(diag::make(diag::code::E0105, place, text));
      return ErrorExpression{};
    }
    literal = {static_cast<double>(*value), *value, true};
    return literal;
  }
  // The suffix joins the exponent, so that 1.1M is the double nearest to 1,100,000.
  const std::size_t exponent_at = digits.find_first_of("eE");
  int exponent = power;
  if (exponent_at != std::string::npos) {
    std::string_view written = std::string_view(digits).substr(exponent_at + 1);
    if (!written.empty() && written.front() == '+') written.remove_prefix(1);
    int value = 0;
    const auto [stop, failure] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (failure != std::errc() || stop != written.data() + written.size()) {
      const bool large = failure == std::errc::result_out_of_range;
      report(diag::make(large ? diag::code::E0105 : diag::code::E0104, place, text));
      return ErrorExpression{};
    }
    exponent += value;
  }
  const std::string decimal = digits.substr(0, exponent_at) + "e" + std::to_string(exponent);
  const auto [end, error] = std::from_chars(decimal.data(), decimal.data() + decimal.size(), literal.real);
  const bool known = digits.find_first_not_of("0123456789.eE+-") == std::string::npos;
  if (!known || error != std::errc() || end != decimal.data() + decimal.size()) {
    report(diag::make(known ? diag::code::E0105 : diag::code::E0104, place, text));
    return ErrorExpression{};
  }
  const bool suffixed = power > 0 && exponent_at == std::string::npos;
  if (suffixed && literal.real < 9e15 &&
      literal.real == static_cast<double>(static_cast<std::int64_t>(literal.real))) {
    literal.integer = static_cast<std::int64_t>(literal.real);
    literal.is_integer = true;
  }
  return literal;
}

std::string Builder::unquote(antlr4::tree::TerminalNode* token) {
  const std::string quoted = token->getText();
  const Place all = place(token);
  std::string text;
  for (std::size_t i = 1; i < quoted.size() && quoted[i] != '"'; ++i) {
    if (quoted[i] != '\\' || i + 1 == quoted.size()) {
      text += quoted[i];
      continue;
    }
    const char escape = quoted[++i];
    switch (escape) {
      case 'n': text += '\n'; break;
      case 't': text += '\t'; break;
      case '"':
      case '\\': text += escape; break;
      default: {
        const auto begin = static_cast<std::uint32_t>(all.begin + i - 1);
        report(diag::make(diag::code::E0108, {all.source, begin, begin + 2}, std::string("\\") + escape));
      }
    }
  }
  return text;
}

Name Builder::name(const antlr4::ParserRuleContext* context) const {
  if (context == nullptr || context->start == nullptr || context->exception != nullptr) return {};
  return {context->start->getText(), place(context)};
}

std::vector<Name> Builder::names(Parser::NamesContext* context) const {
  std::vector<Name> all;
  if (context == nullptr) return all;
  for (auto* part : context->name()) {
    Name one = name(part);
    if (!one.text.empty()) all.push_back(std::move(one));
  }
  return all;
}

Place Builder::place(const antlr4::ParserRuleContext* context) const {
  if (context == nullptr || context->start == nullptr) return {session_.source(), 0, 0};
  const auto begin = static_cast<std::uint32_t>(context->start->getStartIndex());
  if (context->stop == nullptr || context->stop->getStopIndex() + 1 < begin ||
      context->stop->getType() == antlr4::Token::EOF)
    return {session_.source(), begin, begin};
  return {session_.source(), begin, static_cast<std::uint32_t>(context->stop->getStopIndex() + 1)};
}

Place Builder::place(antlr4::tree::TerminalNode* token) const {
  const antlr4::Token* symbol = token->getSymbol();
  return {session_.source(), static_cast<std::uint32_t>(symbol->getStartIndex()),
          static_cast<std::uint32_t>(symbol->getStopIndex() + 1)};
}

ExpressionPtr Builder::make(Expression::Node node, Place place) const {
  return std::make_unique<Expression>(std::move(node), place);
}

ExpressionPtr Builder::missing(const antlr4::ParserRuleContext* context) const {
  return make(ErrorExpression{}, place(context));
}

}  // namespace nasg::grammar
