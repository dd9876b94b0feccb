// SPDX-License-Identifier: Apache-2.0
// Lines that an editor may hide behind the first of them: definitions, comments, imports.
#include "compiler/lsp/answers.h"

namespace nasg::lsp {

namespace {

std::string_view without_blanks(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
}

Json fold(std::size_t first, std::size_t last, const char* kind) {
  Json fold{{"startLine", first}, {"endLine", last}};
  if (kind != nullptr) fold["kind"] = kind;
  return fold;
}

/// Lines that follow one another and begin alike, and comments from `/*` to `*/`.
void fold_lines(std::string_view text, Json& list) {
  const char* open = nullptr;  // the kind of the run of lines that goes on
  std::size_t first = 0;
  std::size_t number = 0;
  bool in_comment = false;
  const auto close = [&](std::size_t behind) {
    if (open != nullptr && behind > first + 1) list.push_back(fold(first, behind - 1, open));
    open = nullptr;
  };
  for (std::size_t at = 0; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = without_blanks(text.substr(at, end - at));
    at = end + 1;
    if (!in_comment) {
      const bool block = line.starts_with("/*");
      const char* kind = block || line.starts_with("//") ? "comment"
                         : line.starts_with("import ")   ? "imports"
                                                         : nullptr;
      if (block || open == nullptr || kind == nullptr || kind != open) {
        close(number);
        open = kind;
        first = number;
      }
      in_comment = block;
    }
    if (!in_comment || line.find("*/") == std::string_view::npos) continue;
    in_comment = false;
    close(number + 1);
  }
  close(number);
}

}  // namespace

Json folding(Document& document) {
  const Positions& positions = document.analysis->positions();
  Json list = Json::array();
  fold_lines(document.text, list);
  for (const Symbol& symbol : document.analysis->symbols().all()) {
    const diag::Place extent = symbol.extent;
    if (!extent.known() || extent.source != document.analysis->root()) continue;
    const std::size_t first = positions.at(extent.begin).line;
    std::size_t last = positions.at(extent.end).line;
    if (document.text[extent.end - 1] == '}' && last > first) --last;  // the bracket stays in sight
    if (last > first) list.push_back(fold(first, last, nullptr));
  }
  return list;
}

}  // namespace nasg::lsp
