// SPDX-License-Identifier: Apache-2.0
// Command lines as lists of words, with placeholders.
#include "runtime/workers/words.h"

#include <algorithm>

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

namespace {

bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct Braced {
  std::string_view name;
  std::size_t size = 0;  ///< with the braces
  bool doubled = false;
};

/// The name in braces that begins there; `${name}` is a shell's.
std::optional<Braced> braced(std::string_view text, std::size_t at) {
  if (text[at] != '{' || (at > 0 && text[at - 1] == '$')) return std::nullopt;
  const std::size_t braces = text.substr(at).starts_with("{{") ? 2 : 1;
  std::size_t end = at + braces;
  while (end < text.size() && is_of_name(text[end])) ++end;
  const std::string_view name = text.substr(at + braces, end - at - braces);
  if (name.empty() || !text.substr(end).starts_with(braces == 2 ? "}}" : "}")) return std::nullopt;
  return Braced{name, name.size() + 2 * braces, braces == 2};
}

}  // namespace

std::vector<std::string> placeholders(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < text.size();) {
    const auto found = braced(text, i);
    if (found && !found->doubled) names.emplace_back(found->name);
    i += found ? found->size : 1;
  }
  return names;
}

std::string substitute(std::string_view word,
                       const std::vector<std::pair<std::string, std::string>>& values) {
  std::string text;
  for (std::size_t i = 0; i < word.size();) {
    const auto found = braced(word, i);
    const std::size_t size = found ? found->size : 1;
    const auto value =
        std::ranges::find_if(values, [&](const auto& known) { return found && known.first == found->name; });
    if (found && found->doubled)
      text += word.substr(i + 1, size - 2);
    else
      text += value != values.end() ? std::string_view(value->second) : word.substr(i, size);
    i += size;
  }
  return text;
}

}  // namespace nasg::workers
