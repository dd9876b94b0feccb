// SPDX-License-Identifier: Apache-2.0
// Files of terms.
#include "search/repl/terms.h"

namespace nasg::repl {

std::optional<Terms> read_terms(const Console& console, Workspace& workspace, const std::string& path) {
  auto lines = read_lines(path);
  if (!lines) {
    report(console, workspace.sources, lines.error());
    return std::nullopt;
  }
  Terms terms{std::move(*lines), {}};
  diag::Sink sink;
  for (const Line& line : terms.lines) {
    auto derivation = workspace.term(line.text, path + ":" + std::to_string(line.number));
    if (derivation) {
      terms.derivations.push_back(std::move(*derivation));
    } else {
      sink.add(derivation.error());
    }
  }
  if (!report(console, workspace.sources, sink)) return std::nullopt;
  return terms;
}

}  // namespace nasg::repl
