// SPDX-License-Identifier: Apache-2.0
// What the names of a file stand for, so that an editor colours them by it.
#include "compiler/lsp/answers.h"

namespace nasg::lsp {

namespace {

// Bits, in the order of the legend's modifiers.
constexpr unsigned kDeclaration = 1;
constexpr unsigned kBuiltIn = 2;

/// The place in the legend's list of types.
unsigned type_of(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kOp:
    case SymbolKind::kLayer: return 0;
    case SymbolKind::kTopology: return 1;
    case SymbolKind::kSpace: return 2;
    case SymbolKind::kNonterminal: return 3;
    case SymbolKind::kParameter: return 4;
    case SymbolKind::kValue: return 5;
    case SymbolKind::kSearch: return 6;
  }
  return 5;
}

}  // namespace

Json token_legend() {
  return {{"tokenTypes", {"function", "interface", "class", "type", "parameter", "variable", "event"}},
          {"tokenModifiers", {"declaration", "defaultLibrary"}}};
}

// Each token is told by five numbers: lines and characters since the last one, length, type, modifiers.
Json tokens(Document& document) {
  const Symbols& symbols = document.analysis->symbols();
  const Positions& positions = document.analysis->positions();
  Json data = Json::array();
  Position last;
  std::size_t behind = 0;
  for (const Occurrence& occurrence : symbols.occurrences()) {
    if (occurrence.place.begin < behind) continue;  // a name that stands for two things is told once
    behind = occurrence.place.end;
    const Symbol& symbol = symbols.all()[occurrence.symbol];
    const Position begin = positions.at(occurrence.place.begin);
    const Position end = positions.at(occurrence.place.end);
    const unsigned modifiers = !symbol.place.known()              ? kBuiltIn
                               : symbol.place == occurrence.place ? kDeclaration
                                                                  : 0;
    const std::size_t lines = begin.line - last.line;
    for (const std::size_t number :
         {lines, begin.character - (lines == 0 ? last.character : 0), end.character - begin.character,
          std::size_t{type_of(symbol.kind)}, std::size_t{modifiers}})
      data.push_back(number);
    last = begin;
  }
  return {{"data", std::move(data)}};
}

}  // namespace nasg::lsp
