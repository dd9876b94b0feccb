// SPDX-License-Identifier: Apache-2.0
// What the readers of both written forms share.
#include <cctype>

#include "compiler/diag/codes/terms.h"
#include "runtime/derivation/term_tree.h"

namespace nasg::derivation {

void TermCursor::skip_blanks() {
  while (at_ < tree_.text.size() && std::isspace(static_cast<unsigned char>(tree_.text[at_])) != 0) ++at_;
}

/// '\0' at the end, and after an error.
char TermCursor::peek(std::size_t ahead) const {
  const std::size_t at = at_ + ahead;
  return error_ || at >= tree_.text.size() ? '\0' : tree_.text[at];
}

bool TermCursor::take(std::string_view symbol) {
  skip_blanks();
  if (error_ || tree_.text.substr(at_, symbol.size()) != symbol) return false;
  at_ += static_cast<std::uint32_t>(symbol.size());
  return true;
}

void TermCursor::expect(std::string_view symbol, const std::string& words) {
  if (!take(symbol)) fail(words);
}

void TermCursor::fail(const std::string& expected) {
  if (error_) return;
  skip_blanks();
  const bool over = at_ >= tree_.text.size();
  std::uint32_t end = over ? at_ : at_ + 1;
  while (end < tree_.text.size() && (tree_.text[end] & 0xC0) == 0x80) ++end;  // the rest of a UTF-8 character
  const std::string found = over ? "the end" : "`" + std::string(tree_.text.substr(at_, end - at_)) + "`";
  error_ = diag::make(diag::code::E0410, {tree_.source, at_, end}, expected, found);
}

std::uint32_t TermCursor::add(TermNode node, const std::vector<std::uint32_t>& parts) {
  node.first_part = static_cast<std::uint32_t>(tree_.parts.size());
  node.part_count = static_cast<std::uint32_t>(parts.size());
  tree_.parts.insert(tree_.parts.end(), parts.begin(), parts.end());
  tree_.nodes.push_back(node);
  return static_cast<std::uint32_t>(tree_.nodes.size() - 1);
}

diag::Result<TermTree> TermCursor::finish() {
  skip_blanks();
  if (!error_ && at_ < tree_.text.size()) fail("the end of the term");
  if (error_) return *error_;
  return std::move(tree_);
}

}  // namespace nasg::derivation
