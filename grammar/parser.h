// SPDX-License-Identifier: Apache-2.0
// ANTLR at work on one text: tokens, parse trees, and the mistakes found on the way.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "NasgLexer.h"
#include "NasgParser.h"
#include "grammar/byte_stream.h"
#include "grammar/error_strategy.h"

namespace nasg::grammar {

/// Expressions nested deeper than this are refused (E0103).
inline constexpr std::size_t kMaxNesting = 500;

/// Parse trees live as long as the session. Not to be copied or moved.
class ParseSession {
 public:
  ParseSession(std::string_view text, diag::SourceId source);
  ~ParseSession();

  std::vector<generated::NasgParser::DeclarationContext*> declarations();
  /// Null if nothing could be read; all of the text must be an expression.
  generated::NasgParser::ExpressionContext* expression();

  /// The `///` lines right before a token, without their slashes, joined by line ends.
  std::string doc_before(const antlr4::Token& token);
  /// All tokens, comments among them, in order of the text.
  std::vector<antlr4::Token*> tokens() { return tokens_.getTokens(); }
  diag::SourceId source() const { return source_; }

  /// What was found so far; the builder adds to it.
  std::vector<diag::Diagnostic> errors;

 private:
  void check_tokens();
  void refuse_depth();

  diag::SourceId source_;
  ByteStream bytes_;
  generated::NasgLexer lexer_;
  antlr4::CommonTokenStream tokens_;
  std::set<std::size_t> bad_tokens_;
  std::shared_ptr<ErrorStrategy> strategy_;
  std::unique_ptr<generated::NasgParser> parser_;
};

}  // namespace nasg::grammar
