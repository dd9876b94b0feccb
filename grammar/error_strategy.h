// SPDX-License-Identifier: Apache-2.0
// How the parser speaks of a mistake, and where it goes on after one.
#pragma once

#include <antlr4-runtime.h>

#include <set>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::grammar {

/// Reports in words, once a mistake, and goes on at the next statement: after `;`, before `}`, before a
/// new line that begins a rule, or before the next declaration.
class ErrorStrategy final : public antlr4::DefaultErrorStrategy {
 public:
  /// `bad_tokens` holds the indexes of tokens that were reported already; what follows one is not blamed.
  ErrorStrategy(diag::SourceId source, const std::set<std::size_t>& bad_tokens,
                std::vector<diag::Diagnostic>& errors)
      : source_(source), bad_tokens_(bad_tokens), errors_(errors) {}

  /// A mistake between declarations: a keyword misspelt (mended in the stream), or text to skip.
  void stray(antlr4::Parser& parser);

  void recover(antlr4::Parser* parser, std::exception_ptr error) override;
  void sync(antlr4::Parser* parser) override;

 protected:
  void reportNoViableAlternative(antlr4::Parser* parser, const antlr4::NoViableAltException& error) override;
  void reportInputMismatch(antlr4::Parser* parser, const antlr4::InputMismatchException& error) override;
  void reportUnwantedToken(antlr4::Parser* parser) override;
  void reportMissingToken(antlr4::Parser* parser) override;
  antlr4::Token* singleTokenDeletion(antlr4::Parser* parser) override;
  bool singleTokenInsertion(antlr4::Parser* parser) override;

 private:
  void report(antlr4::Parser& parser, antlr4::Token& found);
  void suggest(antlr4::Parser& parser, const antlr4::Token& found, const antlr4::misc::IntervalSet& expected,
               diag::Diagnostic& error) const;
  void resynchronise(antlr4::Parser& parser, const antlr4::misc::IntervalSet& expected);
  bool blamed(antlr4::Parser& parser, const antlr4::Token& found) const;
  diag::Place place(const antlr4::Token& token) const;

  diag::SourceId source_;
  const std::set<std::size_t>& bad_tokens_;
  std::vector<diag::Diagnostic>& errors_;
};

}  // namespace nasg::grammar
