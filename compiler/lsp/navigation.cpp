// SPDX-License-Identifier: Apache-2.0
// Ways from one name to others: its uses in the text, definitions by a part of their names, imported files.
#include <algorithm>
#include <functional>
#include <set>

#include "compiler/lsp/uri.h"
#include "compiler/lsp/uses.h"

namespace nasg::lsp {

namespace {

constexpr int kRead = 2;  // of the protocol's kinds of highlights
constexpr int kWrite = 3;

/// Whether the letters of `part` stand in `text` in their order, whatever stands between them.
bool has_letters(std::string_view text, std::string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  for (const char c : text)
    if (!part.empty() && lower(c) == lower(part.front())) part.remove_prefix(1);
  return part.empty();
}

}  // namespace

Json highlights(Document& document, std::size_t offset) {
  const Symbols& symbols = document.analysis->symbols();
  Json list = Json::array();
  const auto found = symbols.find(offset);
  if (!found) return list;
  const diag::Place defined = symbols.all()[found->symbol].place;
  for (const Occurrence& use : symbols.of(found->symbol))
    list.push_back({{"range", range_of(document.analysis->positions(), use.place.begin, use.place.end)},
                    {"kind", use.place == defined ? kWrite : kRead}});
  return list;
}

Json workspace_symbols(const std::vector<Document*>& documents, const std::string& part) {
  Json list = Json::array();
  std::set<std::pair<std::string, std::size_t>> told;  // a module that two documents import is told once
  for (Document* document : documents) {
    for (const Symbol& symbol : document->analysis->symbols().all()) {
      if (!symbol.extent.known() || !has_letters(symbol.name, part)) continue;
      if (!told.emplace(home_of(*document, symbol), symbol.place.begin).second) continue;
      list.push_back({{"name", symbol.name},
                      {"kind", protocol_kind(symbol.kind)},
                      {"containerName", symbol.owner},
                      {"location", location(*document, symbol.place)}});
    }
  }
  return list;
}

Json selections(Document& document, const std::vector<std::size_t>& offsets) {
  const Symbols& symbols = document.analysis->symbols();
  std::vector<diag::Place> places = symbols.parts();
  for (const Symbol& symbol : symbols.all())
    if (symbol.extent.known() && symbol.extent.source == document.analysis->root())
      places.push_back(symbol.extent);
  for (const Occurrence& occurrence : symbols.occurrences()) places.push_back(occurrence.place);
  std::ranges::sort(places, std::greater(), [](const diag::Place& it) { return it.end - it.begin; });
  Json list = Json::array();
  for (const std::size_t offset : offsets) {
    diag::Place outer{document.analysis->root(), 0, static_cast<std::uint32_t>(document.text.size())};
    Json chain{{"range", range_of(document.analysis->positions(), outer.begin, outer.end)}};
    for (const diag::Place place : places) {
      const bool within = outer.begin <= place.begin && place.end <= outer.end && place != outer;
      if (!within || offset < place.begin || place.end < offset) continue;
      outer = place;
      chain = {{"range", range_of(document.analysis->positions(), place.begin, place.end)},
               {"parent", std::move(chain)}};
    }
    list.push_back(std::move(chain));
  }
  return list;
}

Json links(Document& document) {
  const Analysis& analysis = *document.analysis;
  Json list = Json::array();
  for (const auto& [name, file] : document.analysis->imports())
    list.push_back({{"range", range_of(analysis.positions(), name.begin, name.end)},
                    {"target", uri_of(analysis.sources()[file].path())}});
  return list;
}

}  // namespace nasg::lsp
