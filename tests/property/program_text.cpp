// SPDX-License-Identifier: Apache-2.0
// Programs as signs and comments.
#include "tests/property/program_text.h"

namespace nasg::test {

namespace {

enum class Part { kCode, kText, kComment, kBlank };

/// Calls `visit(part, piece)` for each comment, text in quotes, blank, and other character.
template <class F>
void scan(std::string_view text, F visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    Part part = Part::kCode;
    std::size_t length = 1;
    if (rest.starts_with("//")) {
      part = Part::kComment;
      length = std::min(rest.find('\n'), rest.size());
    } else if (rest.starts_with("/*")) {
      part = Part::kComment;
      length = rest.find("*/", 2) + 2;
    } else if (rest[0] == '"') {
      part = Part::kText;
      for (; rest[length] != '"'; ++length)
        if (rest[length] == '\\') ++length;
      ++length;
    } else if (std::string_view(" \t\r\n").find(rest[0]) != std::string_view::npos) {
      part = Part::kBlank;
    }
    visit(part, rest.substr(0, length));
    at += length;
  }
}

std::string without_blank_ends(std::string text) {
  text.erase(text.find_last_not_of(" \t\r") + 1);
  return text;
}

}  // namespace

ProgramText::ProgramText(std::string_view text) {
  scan(text, [&](Part part, std::string_view piece) {
    if (part == Part::kComment) comments.push_back(without_blank_ends(std::string(piece)));
    if (part == Part::kCode || part == Part::kText) code += piece;
  });
}

std::string respaced(std::string_view text, std::mt19937& random, unsigned one_in) {
  static constexpr std::string_view kBlanks[] = {"\n",
                                                 "\n\n\n",
                                                 "   ",
                                                 "\t",
                                                 " /* in line */ ",
                                                 " // to the end\n",
                                                 "\n// above\n",
                                                 "\n/// documented\n",
                                                 "\n/* two\n   lines */ ",
                                                 " /* a */ /* b */\n",
                                                 "\r\n",
                                                 " /* tight */"};
  std::string result;
  scan(text, [&](Part part, std::string_view piece) {
    const bool changed = part == Part::kBlank && random() % one_in == 0;
    // The end of a line ends a comment, and must stay one.
    if (changed && piece == "\n") result += '\n';
    result += changed ? kBlanks[random() % std::size(kBlanks)] : piece;
  });
  return result;
}

}  // namespace nasg::test
