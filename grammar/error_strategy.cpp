// SPDX-License-Identifier: Apache-2.0
// How the parser speaks of a mistake, and where it goes on after one.
#include "grammar/error_strategy.h"

#include <cctype>

#include "NasgParser.h"
#include "compiler/diag/codes/syntax.h"
#include "grammar/expectation.h"

namespace nasg::grammar {

using antlr4::Parser;
using antlr4::Token;
using antlr4::misc::IntervalSet;
using generated::NasgParser;

namespace {

bool is_statement(std::size_t rule) {
  switch (rule) {
    case NasgParser::RuleFrameDeclaration:
    case NasgParser::RuleLimitDeclaration:
    case NasgParser::RuleLevelDeclaration:
    case NasgParser::RuleNotationEntry:
    case NasgParser::RuleRuleDeclaration:
    case NasgParser::RuleSearchEntry:
    case NasgParser::RuleItem: return true;
    default: return false;
  }
}

bool holds_statements(std::size_t rule) {
  return rule == NasgParser::RuleSpaceDeclaration || rule == NasgParser::RuleSearchDeclaration ||
         rule == NasgParser::RuleNotationDeclaration;
}

bool is_declaration(std::size_t rule) {
  return rule == NasgParser::RuleImportDeclaration || rule == NasgParser::RuleOpDeclaration ||
         rule == NasgParser::RuleTopologyDeclaration || rule == NasgParser::RuleSpaceDeclaration ||
         rule == NasgParser::RuleSearchDeclaration || rule == NasgParser::RuleExpressionOnly;
}

/// The parts of a declaration's head: it goes on at its body.
bool is_head(std::size_t rule) {
  return rule == NasgParser::RuleType || rule == NasgParser::RuleParameters;
}

bool starts_line(antlr4::TokenStream& tokens) {
  const Token* previous = tokens.LT(-1);
  return previous != nullptr && tokens.LT(1)->getLine() > previous->getLine();
}

/// `NAME =`, `NAME :` or a keyword of spaces, at the start of a line.
bool begins_member(antlr4::TokenStream& tokens) {
  if (!starts_line(tokens)) return false;
  switch (tokens.LA(1)) {
    case NasgParser::ID:
      return tokens.LA(2) == NasgParser::ASSIGN || tokens.LA(2) == NasgParser::JOIN ||
             tokens.LA(2) == NasgParser::COLON;
    case NasgParser::FRAME: return tokens.LA(2) == NasgParser::ASSIGN;
    case NasgParser::LIMIT:
    case NasgParser::LEVEL:
    case NasgParser::NOTATION: return tokens.LA(2) == NasgParser::ID;
    default: return false;
  }
}

/// How many brackets stand open, braces and others apart.
struct Depth {
  std::size_t braces = 0;
  std::size_t others = 0;

  void count(std::size_t type) {
    if (type == NasgParser::LBRACE) ++braces;
    if (type == NasgParser::RBRACE && braces > 0) --braces;
    if (type == NasgParser::LPAREN || type == NasgParser::LBRACK) ++others;
    if ((type == NasgParser::RPAREN || type == NasgParser::RBRACK) && others > 0) --others;
  }
};

/// Skips to the end of the statement that began at token `start`: past its `;` if `past_semicolon`.
void skip_statement(antlr4::TokenStream& tokens, std::size_t start, bool past_semicolon) {
  Depth depth;
  for (std::size_t i = start; i < tokens.index(); ++i) depth.count(tokens.get(i)->getType());
  while (tokens.LA(1) != Token::EOF && !begins_declaration(tokens)) {
    const std::size_t type = tokens.LA(1);
    if (depth.braces == 0) {
      if (type == NasgParser::RBRACE) return;
      if (depth.others == 0 && begins_member(tokens)) return;
      if (type == NasgParser::SEMI) {
        if (past_semicolon) tokens.consume();
        return;
      }
    }
    depth.count(type);
    tokens.consume();
  }
}

/// Skips to the `=` or `{` that begins a body.
void skip_head(antlr4::TokenStream& tokens) {
  Depth depth;
  while (tokens.LA(1) != Token::EOF && !begins_declaration(tokens)) {
    const std::size_t type = tokens.LA(1);
    if (type == NasgParser::LBRACE || type == NasgParser::RBRACE || type == NasgParser::SEMI) return;
    if (type == NasgParser::ASSIGN && depth.others == 0) return;
    depth.count(type);
    tokens.consume();
  }
}

bool closes(const IntervalSet& expected) {
  return has(expected, NasgParser::RPAREN) || has(expected, NasgParser::RBRACK) ||
         has(expected, NasgParser::RBRACE);
}

/// Whether a wrong token may be left out on trial. Others bear the structure, and what follows them does not
/// belong to what stands before.
bool may_be_left_out(antlr4::TokenStream& tokens) {
  switch (tokens.LA(1)) {
    case NasgParser::SEMI:
    case NasgParser::LPAREN:
    case NasgParser::LBRACK:
    case NasgParser::LBRACE:
    case NasgParser::RBRACE:
    case NasgParser::BAR:
    case NasgParser::AT:
    case NasgParser::COLON:
    case NasgParser::ASSIGN:
    case NasgParser::LET:
    case NasgParser::IN:
    case NasgParser::WHERE: return false;
    default: return !begins_declaration(tokens);
  }
}

/// Whether a `;` or a closing bracket was forgotten before the current token, rather than something wrong
/// written.
bool forgotten(antlr4::TokenStream& tokens, const IntervalSet& expected) {
  const std::size_t type = tokens.LA(1);
  const bool ends = has(expected, NasgParser::SEMI) && !has(expected, NasgParser::NUMBER);
  if (type == Token::EOF || begins_declaration(tokens)) return ends || closes(expected);
  if (type == NasgParser::RBRACE)
    return ends || has(expected, NasgParser::RPAREN) || has(expected, NasgParser::RBRACK);
  if (type == NasgParser::SEMI) return closes(expected);
  return ends && starts_line(tokens);
}

}  // namespace

diag::Place ErrorStrategy::place(const Token& token) const {
  const auto begin = static_cast<std::uint32_t>(token.getStartIndex());
  if (token.getType() == Token::EOF) return {source_, begin, begin};
  return {source_, begin, static_cast<std::uint32_t>(token.getStopIndex() + 1)};
}

bool ErrorStrategy::blamed(Parser& parser, const Token& found) const {
  const Token* previous = parser.getTokenStream()->LT(-1);
  const auto after = bad_tokens_.lower_bound(previous == nullptr ? 0 : previous->getTokenIndex());
  return after != bad_tokens_.end() && *after <= found.getTokenIndex();
}

void ErrorStrategy::suggest(Parser& parser, const Token& found, const IntervalSet& expected,
                            diag::Diagnostic& error) const {
  const Token* previous = parser.getTokenStream()->LT(-1);
  std::vector<std::string> words;
  for (const ssize_t type : has(expected, NasgParser::ID) ? std::vector<ssize_t>{} : expected.toList()) {
    const std::string literal = parser.getVocabulary().getLiteralName(static_cast<std::size_t>(type));
    if (literal.size() > 2 && std::isalpha(static_cast<unsigned char>(literal[1])) != 0)
      words.push_back(literal.substr(1, literal.size() - 2));
  }
  if (found.getType() == NasgParser::ID) {
    if (const auto near = diag::nearest(found.getText(), words))
      error.fix(place(found), *near, "did you mean `" + *near + "`?");
  }
  // `limt depth <= 9;` reads as a rule called `limt`.
  if (previous != nullptr && previous->getType() == NasgParser::ID &&
      parser.getContext()->start == previous &&
      speaking_rule(parser.getContext()) == NasgParser::RuleRuleDeclaration) {
    if (const auto near = diag::nearest(previous->getText(), {"limit", "level", "notation", "frame"}))
      error.fix(place(*previous), *near, "did you mean `" + *near + "`?");
  }
  if (found.getType() == NasgParser::LET)
    error.note("a `let` inside an expression stands in parentheses: `f >> (let b = X in b)`");
}

void ErrorStrategy::report(Parser& parser, Token& found) {
  if (blamed(parser, found)) return;
  antlr4::TokenStream& tokens = *parser.getTokenStream();
  const IntervalSet expected = parser.getExpectedTokens();
  diag::Diagnostic error =
      diag::make(diag::code::E0101, place(found), expectation(parser, expected), found_text(found));
  const Token* previous = tokens.LT(-1);
  const bool semicolon = has(expected, NasgParser::SEMI) && !has(expected, NasgParser::NUMBER);
  const bool at_end = found.getType() == Token::EOF;
  if (previous != nullptr && forgotten(tokens, expected) && (semicolon || at_end))
    error.primary.begin = error.primary.end = static_cast<std::uint32_t>(previous->getStopIndex() + 1);
  if (forgotten(tokens, expected) && semicolon) {
    error.fix(error.primary, ";", "insert `;`");
  } else if (at_end && closes(expected)) {
    const Token* opener = parser.getContext()->start;
    for (antlr4::tree::ParseTree* child : parser.getContext()->children)
      if (auto* leaf = dynamic_cast<antlr4::tree::TerminalNode*>(child)) {
        const std::size_t type = leaf->getSymbol()->getType();
        if (type == NasgParser::LPAREN || type == NasgParser::LBRACK || type == NasgParser::LBRACE)
          opener = leaf->getSymbol();
      }
    error.label(place(*opener), "opened here");
  }
  suggest(parser, found, expected, error);
  errors_.push_back(std::move(error));
}

void ErrorStrategy::stray(Parser& parser) {
  antlr4::TokenStream& tokens = *parser.getTokenStream();
  Token* found = tokens.LT(1);
  static const std::vector<std::pair<std::string, std::size_t>> keywords{{"import", NasgParser::IMPORT},
                                                                         {"op", NasgParser::OP},
                                                                         {"topology", NasgParser::TOPOLOGY},
                                                                         {"space", NasgParser::SPACE},
                                                                         {"search", NasgParser::SEARCH}};
  std::vector<std::string> names;
  for (const auto& [name, type] : keywords) names.push_back(name);
  diag::Diagnostic error = diag::make(diag::code::E0101, place(*found),
                                      "`import`, `op`, `topology`, `space` or `search`", found_text(*found));
  const std::size_t next = tokens.LA(2);
  const bool like_keyword =
      found->getType() == NasgParser::ID && (next == NasgParser::ID || next == NasgParser::STRING);
  const auto near = like_keyword ? diag::nearest(found->getText(), names) : std::nullopt;
  if (near) error.fix(error.primary, *near, "did you mean `" + *near + "`?");
  const Token* previous = tokens.LT(-1);
  if (previous != nullptr && previous->getType() == NasgParser::RBRACE &&
      found->getType() == NasgParser::COMPOSE)
    error.note("a block that goes on with an operator stands in parentheses: `(|x| { … }) >> f`");
  if (next == NasgParser::ASSIGN) error.note("a rule stands inside a `space NAME : … { … }`");
  if (!blamed(parser, *found)) errors_.push_back(std::move(error));
  if (near) {  // mended, so that what it declares is known to the rest
    for (const auto& [name, type] : keywords)
      if (name == *near) dynamic_cast<antlr4::WritableToken&>(*found).setType(type);
    return;
  }
  while (tokens.LA(1) != Token::EOF && !begins_declaration(tokens)) tokens.consume();
}

void ErrorStrategy::recover(Parser* parser, std::exception_ptr error) {
  antlr4::TokenStream& tokens = *parser->getTokenStream();
  const antlr4::ParserRuleContext* context = parser->getContext();
  const std::size_t rule = context->getRuleIndex();
  if (is_statement(rule)) {
    skip_statement(tokens, context->start->getTokenIndex(), rule != NasgParser::RuleItem);
    endErrorCondition(parser);
  } else if (is_head(rule)) {
    skip_head(tokens);
    endErrorCondition(parser);
  } else if (is_declaration(rule)) {
    while (tokens.LA(1) != Token::EOF && !begins_declaration(tokens)) tokens.consume();
    endErrorCondition(parser);
  } else {
    std::rethrow_exception(error);  // the statement around it goes on
  }
}

void ErrorStrategy::sync(Parser* parser) {
  if (inErrorRecoveryMode(parser)) return;
  const auto& atn = parser->getInterpreter<antlr4::atn::ATNSimulator>()->atn;
  const IntervalSet& next = atn.nextTokens(atn.states[parser->getState()]);
  antlr4::TokenStream& tokens = *parser->getTokenStream();
  if (next.contains(Token::EPSILON) || next.contains(tokens.LA(1))) return;
  const std::size_t rule = parser->getContext()->getRuleIndex();
  if (holds_statements(rule) && has(next, NasgParser::RBRACE)) return resynchronise(*parser, next);
  if (rule == NasgParser::RuleBlock && has(next, NasgParser::SEMI)) {
    reportUnwantedToken(parser);
    skip_statement(tokens, tokens.index(), false);
    endErrorCondition(parser);
    return;
  }
  if (singleTokenDeletion(parser) != nullptr) return;
  if (!forgotten(tokens, next)) throw antlr4::InputMismatchException(parser);
  reportMissingToken(parser);  // stays in recovery mode until the token is made up
}

void ErrorStrategy::resynchronise(Parser& parser, const IntervalSet& expected) {
  antlr4::TokenStream& tokens = *parser.getTokenStream();
  reportUnwantedToken(&parser);
  while (!expected.contains(tokens.LA(1)) && tokens.LA(1) != Token::EOF && !begins_declaration(tokens)) {
    const std::size_t before = tokens.index();
    skip_statement(tokens, before, true);
    if (tokens.index() == before) tokens.consume();
  }
  if (expected.contains(tokens.LA(1))) endErrorCondition(&parser);
}

void ErrorStrategy::reportNoViableAlternative(Parser* parser, const antlr4::NoViableAltException& error) {
  report(*parser, *error.getOffendingToken());
}

void ErrorStrategy::reportInputMismatch(Parser* parser, const antlr4::InputMismatchException& error) {
  report(*parser, *error.getOffendingToken());
}

void ErrorStrategy::reportUnwantedToken(Parser* parser) {
  if (inErrorRecoveryMode(parser)) return;
  beginErrorCondition(parser);
  report(*parser, *parser->getCurrentToken());
}

void ErrorStrategy::reportMissingToken(Parser* parser) {
  reportUnwantedToken(parser);
}

Token* ErrorStrategy::singleTokenDeletion(Parser* parser) {
  if (!may_be_left_out(*parser->getTokenStream())) return nullptr;
  return DefaultErrorStrategy::singleTokenDeletion(parser);
}

bool ErrorStrategy::singleTokenInsertion(Parser* parser) {
  if (!forgotten(*parser->getTokenStream(), parser->getExpectedTokens())) return false;
  reportMissingToken(parser);
  return true;
}

}  // namespace nasg::grammar
