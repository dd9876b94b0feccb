// SPDX-License-Identifier: Apache-2.0
// Attaching comments to tokens.
#include "grammar/format_comments.h"

#include <antlr4-runtime.h>

#include <algorithm>

namespace nasg::grammar {

using antlr4::Token;

namespace {

struct Span {
  std::string text;
  std::size_t first;  ///< lines
  std::size_t last;

  explicit Span(const Token& token) : text(token.getText()), first(token.getLine()) {
    last = first + static_cast<std::size_t>(std::ranges::count(text, '\n'));
    std::erase(text, '\r');
    text.erase(text.find_last_not_of(" \t\f") + 1);
  }
  bool is_block() const { return text.starts_with("/*"); }
};

/// The comments between two tokens. Those on the line where the first ends are behind it, if the second
/// stands on a later line; of the others, those on the line of the second are before it.
void share(const Token* left, const Token& right, const std::vector<Span>& spans,
           std::vector<Comments>& all) {
  Comments& after = all[right.getTokenIndex()];
  const bool to_end = right.getType() == Token::EOF;
  std::size_t begin = 0;
  std::size_t end = spans.size();
  std::size_t line = left == nullptr ? 0 : left->getLine();
  if (left != nullptr && (to_end || right.getLine() > line)) {
    while (begin < end && spans[begin].first == line && spans[begin].last == line)
      all[left->getTokenIndex()].behind.push_back(spans[begin++].text);
  }
  while (!to_end && end > begin && spans[end - 1].is_block() && spans[end - 1].first == right.getLine() &&
         spans[end - 1].last == right.getLine())
    --end;
  for (std::size_t i = begin; i < end; ++i) {
    after.above.push_back({spans[i].text, spans[i].first > line + 1});
    line = spans[i].last;
  }
  for (std::size_t i = end; i < spans.size(); ++i) after.before.push_back(spans[i].text);
  after.empty_line = right.getLine() > line + 1;
  after.starts_line = left == nullptr || right.getLine() > left->getLine();
}

}  // namespace

std::vector<Comments> attach_comments(const std::vector<Token*>& tokens) {
  std::vector<Comments> all(tokens.size());
  std::vector<Span> between;
  const Token* left = nullptr;
  for (const Token* token : tokens) {
    if (token->getChannel() != Token::DEFAULT_CHANNEL) {
      between.emplace_back(*token);
      continue;
    }
    share(left, *token, between, all);
    between.clear();
    left = token;
  }
  return all;
}

}  // namespace nasg::grammar
