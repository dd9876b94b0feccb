// SPDX-License-Identifier: Apache-2.0
// ANTLR at work on one text: tokens, parse trees, and the mistakes found on the way.
#include "grammar/parser.h"

#include "compiler/diag/codes/syntax.h"
#include "grammar/expectation.h"

namespace nasg::grammar {

using antlr4::Token;
using generated::NasgLexer;
using generated::NasgParser;

namespace {

struct TooDeep : std::exception {};

/// Counts how deep expressions nest. Between two nested ones stands a bounded number of other contexts, so
/// that finding the enclosing one takes constant time.
class GuardedParser final : public NasgParser {
 public:
  using NasgParser::NasgParser;

  void enterRule(antlr4::ParserRuleContext* context, std::size_t state, std::size_t rule) override {
    if (rule == RuleExpression) {
      const antlr4::tree::ParseTree* around = context->parent;
      while (around != nullptr &&
             static_cast<const antlr4::RuleContext*>(around)->getRuleIndex() != RuleExpression)
        around = around->parent;
      while (!open_.empty() && open_.back() != around) open_.pop_back();
      open_.push_back(context);
      if (open_.size() > kMaxNesting) throw TooDeep();
    }
    NasgParser::enterRule(context, state, rule);
  }

 private:
  std::vector<const antlr4::tree::ParseTree*> open_;
};

diag::Place place_of(diag::SourceId source, const Token& token) {
  return {source, static_cast<std::uint32_t>(token.getStartIndex()),
          static_cast<std::uint32_t>(token.getStopIndex() + 1)};
}

/// Whether a text token ends in a quote that no backslash precedes.
bool is_closed(const std::string& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return true;
    if (text[i] == '\\') ++i;
  }
  return false;
}

}  // namespace

ParseSession::ParseSession(std::string_view text, diag::SourceId source)
    : source_(source), bytes_(text), lexer_(&bytes_), tokens_(&lexer_) {
  lexer_.removeErrorListeners();
  tokens_.fill();
  check_tokens();
  strategy_ = std::make_shared<ErrorStrategy>(source, bad_tokens_, errors);
  parser_ = std::make_unique<GuardedParser>(&tokens_);
  parser_->removeErrorListeners();
  parser_->setErrorHandler(strategy_);
}

ParseSession::~ParseSession() = default;

void ParseSession::check_tokens() {
  std::size_t run_end = SIZE_MAX;  // a run of bad characters is one mistake
  for (const Token* token : tokens_.getTokens()) {
    const std::size_t type = token->getType();
    const diag::Place place = place_of(source_, *token);
    if (type == NasgLexer::BAD_CHARACTER) {
      bad_tokens_.insert(token->getTokenIndex());
      if (place.begin != run_end) errors.push_back(diag::make(diag::code::E0102, place, token->getText()));
      run_end = place.end;
    } else if (type == NasgLexer::BAD_COMMENT) {
      bad_tokens_.insert(token->getTokenIndex());
      errors.push_back(diag::make(diag::code::E0107, {source_, place.begin, place.begin + 2}));
    } else if (type == NasgLexer::STRING && !is_closed(token->getText())) {
      bad_tokens_.insert(token->getTokenIndex());
      errors.push_back(diag::make(diag::code::E0106, place));
    }
  }
}

std::vector<NasgParser::DeclarationContext*> ParseSession::declarations() {
  std::vector<NasgParser::DeclarationContext*> all;
  try {
    while (tokens_.LA(1) != Token::EOF) {
      if (is_declaration_keyword(tokens_.LA(1))) {
        all.push_back(parser_->declaration());
      } else {
        strategy_->stray(*parser_);
      }
    }
  } catch (const TooDeep&) {
    refuse_depth();
  }
  return all;
}

NasgParser::ExpressionContext* ParseSession::expression() {
  try {
    return parser_->expressionOnly()->expression();
  } catch (const TooDeep&) {
    refuse_depth();
  }
  return nullptr;
}

void ParseSession::refuse_depth() {
  errors.push_back(
      diag::make(diag::code::E0103, place_of(source_, *tokens_.LT(1)), std::to_string(kMaxNesting)));
}

std::string ParseSession::doc_before(const Token& token) {
  std::vector<std::string> lines;
  for (std::size_t i = token.getTokenIndex(); i-- > 0;) {
    const Token* before = tokens_.get(i);
    if (before->getChannel() == Token::DEFAULT_CHANNEL) break;
    if (before->getType() != NasgLexer::DOC) continue;
    std::string line = before->getText().substr(3);
    if (!line.empty() && line.front() == ' ') line.erase(0, 1);
    while (!line.empty() && line.back() == ' ') line.pop_back();
    lines.push_back(std::move(line));
  }
  std::string text;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) text += (text.empty() ? "" : "\n") + *line;
  return text;
}

}  // namespace nasg::grammar
