// SPDX-License-Identifier: Apache-2.0
// Blanks between tokens.
#pragma once

#include <cstddef>
#include <vector>

#include "NasgParser.h"

namespace nasg::grammar {

/// Which neighbours touch. Most signs say so themselves; those with several meanings are told apart by the
/// contexts in which they stand.
class Spacing {
 public:
  explicit Spacing(std::size_t tokens) : touches_(tokens, 0) {}

  /// Notes what the context means for its own tokens; to be called for every context before its tokens.
  void visit(antlr4::ParserRuleContext& context);
  /// Whether a blank stands between two tokens that follow each other.
  bool between(const antlr4::Token& left, const antlr4::Token& right) const;
  /// Whether a blank stands between a token and a comment on its line.
  static bool before_comment(const antlr4::Token& left);
  static bool after_comment(const antlr4::Token& right);

 private:
  enum Side : unsigned char { kLeft = 1, kRight = 2 };
  void touch(antlr4::tree::TerminalNode* token, int sides);
  void visit_product(generated::NasgParser::ProductContext& product);

  std::vector<unsigned char> touches_;  ///< by index of the token: sides on which it touches its neighbour
};

}  // namespace nasg::grammar
