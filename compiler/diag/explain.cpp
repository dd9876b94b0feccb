// SPDX-License-Identifier: Apache-2.0
// What a diagnostic means, at length.
#include "compiler/diag/render.h"

namespace nasg::diag {

namespace {

constexpr std::size_t kWidth = 100;

/// The message with its arguments left open: `{0}` becomes `…`.
std::string open_message(std::string_view message) {
  std::string text;
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (message[i] == '{' && i + 2 < message.size() && message[i + 2] == '}') {
      text += "…";
      i += 2;
    } else {
      text += message[i];
    }
  }
  return text;
}

std::string wrapped(std::string_view text) {
  std::string out;
  std::size_t line = 0;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (line > 0 && line + 1 + word.size() > kWidth) {
      out += '\n';
      line = 0;
    } else if (line > 0) {
      out += ' ';
      ++line;
    }
    out += word;
    line += word.size();
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return out + '\n';
}

std::string indented(std::string_view program) {
  std::string out;
  while (!program.empty()) {
    const std::size_t end = program.find('\n');
    const std::string_view line = program.substr(0, end);
    if (!line.empty()) out.append("    ").append(line);
    out += '\n';
    program.remove_prefix(end == std::string_view::npos ? program.size() : end + 1);
  }
  return out;
}

}  // namespace

std::string explain(Code code) {
  const CodeInfo& row = info(code);
  std::string text = std::string(row.severity == Severity::kError ? "error " : "warning ") + row.id + " (" +
                     row.name + "): " + open_message(row.message) + "\n\n" + wrapped(row.explanation);
  if (*row.wrong != '\0') text += std::string("\nThis program gives it:\n\n") + indented(row.wrong);
  if (*row.right != '\0') text += std::string("\nAnd this one does not:\n\n") + indented(row.right);
  return text;
}

}  // namespace nasg::diag
