// SPDX-License-Identifier: Apache-2.0
// What is made of what: which definitions use a definition, and which ones it uses.
#include <algorithm>
#include <map>

#include "compiler/lsp/uses.h"

namespace nasg::lsp {

namespace {

Json item(const Document& document, const Symbol& symbol) {
  const Json name = location(document, symbol.place);
  return {{"name", symbol.name},
          {"kind", protocol_kind(symbol.kind)},
          {"detail", symbol.kind == SymbolKind::kNonterminal ? symbol.owner : symbol.signature},
          {"uri", name.at("uri")},
          {"range", location(document, symbol.extent).at("range")},
          {"selectionRange", name.at("range")}};
}

struct Located {
  Document* document = nullptr;
  std::size_t symbol = 0;
};

/// The symbol that an item stands for, as an open document has it; no document if none does.
Located locate(const std::vector<Document*>& documents, const Json& item) {
  const auto name = item.at("name").get<std::string>();
  for (Document* document : documents) {
    const auto& all = document->analysis->symbols().all();
    for (std::size_t id = 0; id < all.size(); ++id) {
      if (!all[id].extent.known() || all[id].name != name) continue;
      const Json place = location(*document, all[id].place);
      if (place.at("uri") == item.at("uri") && place.at("range") == item.at("selectionRange"))
        return {document, id};
    }
  }
  return {};
}

/// The innermost definition of a document around one of its places; null if there is none.
const Symbol* around(Document& document, diag::Place place) {
  const Symbol* innermost = nullptr;
  for (const Symbol& symbol : document.analysis->symbols().all()) {
    const diag::Place extent = symbol.extent;
    const bool holds = extent.known() && extent.source == place.source && extent.begin < place.begin &&
                       place.end <= extent.end;
    if (holds && (innermost == nullptr || innermost->extent.begin < extent.begin)) innermost = &symbol;
  }
  return innermost;
}

/// Calls by what stands at their other end, in the order in which they were found.
class Calls {
 public:
  explicit Calls(const char* side) : side_(side) {}

  void add(const Document& document, const Symbol& other, Json range) {
    const auto [at, fresh] = places_.emplace(&other, list_.size());
    if (fresh) list_.push_back({{side_, item(document, other)}, {"fromRanges", Json::array()}});
    list_[at->second]["fromRanges"].push_back(std::move(range));
  }
  Json take() { return std::move(list_); }

 private:
  const char* side_;
  std::map<const Symbol*, std::size_t> places_;
  Json list_ = Json::array();
};

}  // namespace

Json prepare_calls(Document& document, std::size_t offset) {
  const auto found = document.analysis->symbols().find(offset);
  if (!found) return nullptr;
  const Symbol& symbol = document.analysis->symbols().all()[found->symbol];
  return symbol.extent.known() ? Json::array({item(document, symbol)}) : Json(nullptr);
}

Json incoming_calls(const std::vector<Document*>& documents, const Json& item) {
  const auto [home, symbol] = locate(documents, item);
  if (home == nullptr) return nullptr;
  Calls calls("from");
  const Symbol wanted = home->analysis->symbols().all()[symbol];
  for_each_use(documents, *home, symbol, [&](Document& where, diag::Place place) {
    const bool defined = where.path == home_of(*home, wanted) && place.begin == wanted.place.begin;
    const Symbol* user = defined ? nullptr : around(where, place);
    if (user != nullptr)
      calls.add(where, *user, range_of(where.analysis->positions(), place.begin, place.end));
  });
  return calls.take();
}

Json outgoing_calls(const std::vector<Document*>& documents, const Json& item) {
  const auto [home, symbol] = locate(documents, item);
  if (home == nullptr) return nullptr;
  const Symbols& symbols = home->analysis->symbols();
  const Symbol& user = symbols.all()[symbol];
  Calls calls("to");
  for (const Occurrence& use : symbols.occurrences()) {
    const Symbol& used = symbols.all()[use.symbol];
    if (used.extent.known() && around(*home, use.place) == &user)
      calls.add(*home, used, range_of(home->analysis->positions(), use.place.begin, use.place.end));
  }
  return calls.take();
}

}  // namespace nasg::lsp
