// SPDX-License-Identifier: Apache-2.0
// Statements of the REPL, and the words of a statement.
#include "search/repl/words.h"

#include <algorithm>
#include <cctype>

namespace nasg::repl {
namespace {

/// Follows brackets and quotes through a text.
class Nesting {
 public:
  /// Takes the character at `i` of `text` in; gives how many characters belong to it.
  std::size_t step(std::string_view text, std::size_t i) {
    const char c = text[i];
    if (quote_) {
      if (c == '\\' && i + 1 < text.size()) return 2;
      if (c == '"') quote_ = false;
      return 1;
    }
    // `>>` and `->` are operators, not the end of a tuple.
    if (text.substr(i, 2) == ">>" || text.substr(i, 2) == "->") return 2;
    if (c == '"') quote_ = true;
    if (c == '(' || c == '[' || c == '{' || c == '<') ++depth_;
    if ((c == ')' || c == ']' || c == '}' || c == '>') && depth_ > 0) --depth_;
    return 1;
  }
  bool open() const { return quote_ || depth_ > 0; }

 private:
  bool quote_ = false;
  int depth_ = 0;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  Nesting nesting;
  std::string word;
  for (std::size_t i = 0; i < text.size();) {
    if (!nesting.open() && std::isspace(static_cast<unsigned char>(text[i])) != 0) {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
      ++i;
      continue;
    }
    const std::size_t length = nesting.step(text, i);
    word += text.substr(i, length);
    i += length;
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool is_infix(std::string_view word) {
  return word == ">>" || word == "+" || word == "++" || word == "=";
}

/// `--as` as `as=`: the way of a command line.
std::string as_argument(const std::string& word) {
  if (!word.starts_with("--") || word.size() < 3 || std::isalpha(static_cast<unsigned char>(word[2])) == 0)
    return word;
  return word.substr(2) + (word.find('=') == std::string::npos ? "=" : "");
}

std::vector<std::string> joined(const std::vector<std::string>& words) {
  std::vector<std::string> result;
  bool glue = false;
  for (const std::string& written : words) {
    const std::string word = as_argument(written);
    if (!result.empty() && (glue || is_infix(word) || word.starts_with('='))) {
      const bool equals = word.starts_with('=') || result.back().ends_with('=');
      result.back() += equals ? word : " " + word;
    } else {
      result.push_back(word);
    }
    glue = is_infix(word) || word.ends_with('=');
  }
  return result;
}

/// The length of the name before a `=`, or 0 if the word is no named argument.
std::size_t name_length(std::string_view word) {
  const std::size_t at = word.find('=');
  if (at == std::string_view::npos || at == 0) return 0;
  const auto part_of_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  return std::ranges::all_of(word.substr(0, at), part_of_name) ? at : 0;
}

std::string unquoted(const std::string& word) {
  const bool quoted = word.size() >= 2 && word.front() == '"' && word.find('"', 1) == word.size() - 1;
  return quoted ? word.substr(1, word.size() - 2) : word;
}

}  // namespace

std::vector<std::string> split_statements(std::string_view text) {
  std::vector<std::string> statements;
  std::string statement;
  Nesting nesting;
  const auto end = [&] {
    if (const std::string_view whole = trimmed(statement); !whole.empty()) statements.emplace_back(whole);
    statement.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    if (!nesting.open() && trimmed(statement).empty() && text.substr(i, 2) == "//") {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (!nesting.open() && (text[i] == ';' || text[i] == '\n')) {
      end();
      ++i;
      continue;
    }
    const std::size_t length = nesting.step(text, i);
    statement += text.substr(i, length);
    i += length;
  }
  end();
  return statements;
}

bool is_open(std::string_view text) {
  Nesting nesting;
  for (std::size_t i = 0; i < text.size();) i += nesting.step(text, i);
  return nesting.open();
}

std::optional<std::string> Statement::find(std::string_view name) const {
  for (const auto& [key, value] : named) {
    if (key == name) return value;
  }
  return std::nullopt;
}

Statement read_statement(std::string_view text) {
  Statement statement;
  text = trimmed(text);
  const std::size_t space = std::min(text.find_first_of(" \t\r\n"), text.size());
  statement.command = text.substr(0, space);
  statement.rest = trimmed(text.substr(space));
  for (const std::string& word : joined(split_words(statement.rest))) {
    if (const std::size_t length = name_length(word); length > 0) {
      statement.named.emplace_back(word.substr(0, length), unquoted(word.substr(length + 1)));
    } else {
      statement.positional.push_back(unquoted(word));
    }
  }
  return statement;
}

}  // namespace nasg::repl
