// SPDX-License-Identifier: Apache-2.0
// Who names what, and where.
#include "compiler/lsp/uses.h"

#include "compiler/lsp/uri.h"

namespace nasg::lsp {

namespace {

Json to_json(Position position) {
  return {{"line", position.line}, {"character", position.character}};
}

/// Whether two documents mean the same by their symbols, whose homes are one.
bool is_same(const Symbol& a, const Symbol& b) {
  const bool owned = a.kind == SymbolKind::kNonterminal || a.kind == SymbolKind::kParameter;
  return (is_global(a.kind) || owned) && a.kind == b.kind && a.name == b.name && a.owner == b.owner;
}

}  // namespace

Json range_of(const Positions& positions, std::size_t begin, std::size_t end) {
  return {{"start", to_json(positions.at(begin))}, {"end", to_json(positions.at(end))}};
}

Json location(const Document& document, diag::Place place) {
  const Analysis& analysis = *document.analysis;
  const diag::Source& source = analysis.sources()[place.source];
  const std::string uri = place.source == analysis.root() ? document.uri : uri_of(source.path());
  return {{"uri", uri}, {"range", range_of(Positions(source.text()), place.begin, place.end)}};
}

int protocol_kind(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kOp:
    case SymbolKind::kLayer: return 12;       // Function
    case SymbolKind::kTopology: return 11;    // Interface
    case SymbolKind::kSpace: return 5;        // Class
    case SymbolKind::kNonterminal: return 8;  // Field
    case SymbolKind::kSearch: return 24;      // Event
    case SymbolKind::kParameter:
    case SymbolKind::kValue: return 13;  // Variable
  }
  return 13;
}

bool is_global(SymbolKind kind) {
  return kind == SymbolKind::kOp || kind == SymbolKind::kTopology || kind == SymbolKind::kSpace;
}

std::string home_of(const Document& document, const Symbol& symbol) {
  if (!symbol.place.known()) return {};
  if (symbol.place.source == document.analysis->root()) return document.path;
  return document.analysis->sources()[symbol.place.source].path();
}

void for_each_use(const std::vector<Document*>& documents, Document& document, std::size_t symbol,
                  const std::function<void(Document&, diag::Place)>& visit) {
  const Symbol wanted = document.analysis->symbols().all()[symbol];
  const std::string home = home_of(document, wanted);
  for (Document* other : documents) {
    const Symbols& symbols = other->analysis->symbols();
    for (std::size_t id = 0; id < symbols.all().size(); ++id) {
      const Symbol& candidate = symbols.all()[id];
      const bool same = other == &document ? id == symbol
                                           : is_same(wanted, candidate) && home_of(*other, candidate) == home;
      if (!same) continue;
      for (const Occurrence& use : symbols.of(id)) visit(*other, use.place);
    }
  }
}

}  // namespace nasg::lsp
