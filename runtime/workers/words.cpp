// SPDX-License-Identifier: Apache-2.0
// Command lines as lists of words, with placeholders.
#include "runtime/workers/words.h"

namespace nasg::workers {

std::optional<std::vector<std::string>> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
      continue;
    }
    in_word = true;
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      word += c;
    }
  }
  if (quote != 0) return std::nullopt;
  if (in_word) words.push_back(std::move(word));
  return words;
}

std::string substitute(std::string_view word,
                       const std::vector<std::pair<std::string, std::string>>& values) {
  std::string text;
  while (!word.empty()) {
    bool replaced = false;
    for (const auto& [name, value] : values) {
      const std::string placeholder = "{" + name + "}";
      if (!word.starts_with(placeholder)) continue;
      text += value;
      word.remove_prefix(placeholder.size());
      replaced = true;
      break;
    }
    if (replaced) continue;
    text += word.front();
    word.remove_prefix(1);
  }
  return text;
}

}  // namespace nasg::workers
