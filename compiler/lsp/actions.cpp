// SPDX-License-Identifier: Apache-2.0
// The mends that diagnostics suggest.
#include "compiler/lsp/answers.h"

namespace nasg::lsp {

Json code_actions(const Document& document, std::size_t begin, std::size_t end) {
  const Analysis& analysis = *document.analysis;
  Json list = Json::array();
  const Json shown = diagnostics(document).at("diagnostics");
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const diag::Diagnostic& found = analysis.diagnostics().all()[i];
    if (found.primary.source != analysis.root() || found.primary.end < begin || end < found.primary.begin)
      continue;
    for (const diag::Fix& fix : found.fixes) {
      if (fix.place.source != analysis.root()) continue;
      const Json edit{{"range", range_of(analysis.positions(), fix.place.begin, fix.place.end)},
                      {"newText", fix.replacement}};
      const bool adds_line = fix.replacement.find('\n') != std::string::npos;
      const std::string title = adds_line                 ? fix.text
                                : fix.replacement.empty() ? "leave it out"
                                                          : "write `" + fix.replacement + "`";
      list.push_back({{"title", title},
                      {"kind", "quickfix"},
                      {"diagnostics", Json::array({shown[i]})},
                      {"isPreferred", found.fixes.size() == 1},
                      {"edit", {{"changes", {{document.uri, Json::array({edit})}}}}}});
    }
  }
  return list;
}

}  // namespace nasg::lsp
