// SPDX-License-Identifier: Apache-2.0
// The bracketed form: symbols and brackets, separated by blanks.
#include <cctype>

#include "runtime/derivation/term_tree.h"

namespace nasg::derivation {

namespace {

class BracketReader : TermCursor {
 public:
  using TermCursor::TermCursor;

  diag::Result<TermTree> read(std::size_t roots) {
    for (std::size_t i = 0; i < roots && !error_; ++i) tree_.roots.push_back(bracket());
    return finish();
  }

 private:
  std::uint32_t bracket() {
    if (++nesting_ > kMaxNesting) fail("at most " + std::to_string(kMaxNesting) + " nested brackets");
    skip_blanks();
    TermNode node;
    node.kind = TermNode::Kind::kBracket;
    node.begin = at_;
    expect("(", "`(`");
    std::vector<std::uint32_t> parts;
    for (skip_blanks(); peek() != ')' && !error_; skip_blanks())
      parts.push_back(peek() == '(' ? bracket() : symbol());
    expect(")", "`)`");
    node.end = at_;
    --nesting_;
    return add(node, parts);
  }

  /// Up to a blank or bracket; a bracket that follows at once belongs to it: `sep_conv(k=3)`, `{relu,gelu}`.
  std::uint32_t symbol() {
    TermNode node;
    node.begin = node.name_begin = at_;
    int open = 0;
    while (peek() != '\0') {
      const char c = peek();
      if (open == 0 && (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ')')) break;
      open += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
      ++at_;
    }
    if (node.begin == at_) fail("a symbol or `)`");
    node.end = node.name_end = at_;
    return add(node, {});
  }
};

}  // namespace

diag::Result<TermTree> read_brackets(std::string_view text, diag::SourceId source, std::size_t roots) {
  return BracketReader(text, source).read(roots);
}

}  // namespace nasg::derivation
