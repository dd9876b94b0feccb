// SPDX-License-Identifier: Apache-2.0
// The one style of programs, as edits of the lines that are not in it.
#include <dtl/dtl.hpp>

#include "compiler/lsp/answers.h"
#include "grammar/format.h"

namespace nasg::lsp {

namespace {

/// Comparing takes time and memory by the lines that differ: what is longer is written anew as a whole.
constexpr std::size_t kMaxLines = 10000;

/// With their ends.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

/// Runs of lines that differ, in order.
std::vector<Edit> edits_between(const std::string& before, const std::string& after) {
  const std::vector<std::string> old_lines = lines_of(before);
  const std::vector<std::string> new_lines = lines_of(after);
  if (std::max(old_lines.size(), new_lines.size()) > kMaxLines) return {{0, before.size(), after}};
  dtl::Diff<std::string> difference(old_lines, new_lines);
  difference.compose();
  std::vector<Edit> edits;
  std::size_t at = 0;
  bool goes_on = false;
  for (const auto& [line, info] : difference.getSes().getSequence()) {
    if (info.type != dtl::SES_COMMON && !goes_on) edits.push_back({at, at, ""});
    goes_on = info.type != dtl::SES_COMMON;
    if (info.type == dtl::SES_ADD) {
      edits.back().text += line;
    } else {
      at += line.size();
      if (goes_on) edits.back().end = at;
    }
  }
  return edits;
}

}  // namespace

Json formatting(const Document& document, std::size_t begin, std::size_t end) {
  diag::Sink errors;
  const Analysis& analysis = *document.analysis;
  if (analysis.root() == diag::SourceId{}) return nullptr;
  const auto text = grammar::format(analysis.sources(), analysis.root(), errors);
  if (!text) return nullptr;
  Json list = Json::array();
  for (const Edit& edit : edits_between(document.text, *text))
    if (edit.begin <= end && begin <= edit.end)
      list.push_back(
          {{"range", range_of(analysis.positions(), edit.begin, edit.end)}, {"newText", edit.text}});
  return list;
}

}  // namespace nasg::lsp
