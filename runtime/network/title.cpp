// SPDX-License-Identifier: Apache-2.0
// Names of classes, and comments at the head of a file.
#include "runtime/network/title.h"

#include <algorithm>
#include <array>

namespace nasg::network {

namespace {

/// Keywords in capitals, what exported Python imports, and macros that LibTorch's headers bring along.
constexpr std::array<std::string_view, 17> kTaken{"None", "True",   "False", "F",    "Path", "Tensor",
                                                  "NULL", "EOF",    "FILE",  "I",    "LOG",  "CHECK",
                                                  "BOOL", "DCHECK", "ERROR", "INFO", "ONCE"};

constexpr std::size_t kWidth = 100;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_word(char c) {
  return is_small(c) || (c >= 'A' && c <= 'Z') || is_digit(c);
}

}  // namespace

std::string class_name(std::string_view wanted) {
  std::string name;
  bool begins = true;
  for (const char c : wanted) {
    if (is_word(c)) name += begins && is_small(c) ? static_cast<char>(c - 'a' + 'A') : c;
    begins = !is_word(c);
  }
  if (name.empty()) return "Network";
  if (is_digit(name[0])) return "Network" + name;
  return std::ranges::find(kTaken, name) == kTaken.end() ? name : name + "Network";
}

std::string origin(const Title& title, std::string_view mark) {
  if (title.space.empty()) return "";
  std::string text = std::string(mark) + "A network of " + title.space + ":\n";
  std::string line(mark);
  for (std::size_t begin = 0; begin < title.term.size();) {
    const std::size_t end = std::min(title.term.find(' ', begin), title.term.size());
    const std::string_view word = std::string_view(title.term).substr(begin, end - begin);
    if (line.size() > mark.size() && line.size() + 1 + word.size() > kWidth) {
      text += line + '\n';
      line = mark;
    }
    line += line.size() > mark.size() ? " " : "";
    line += word;
    begin = end + 1;
  }
  return text + line + '\n';
}

}  // namespace nasg::network
