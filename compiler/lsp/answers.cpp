// SPDX-License-Identifier: Apache-2.0
// From what is known of a document to the protocol's JSON.
#include "compiler/lsp/answers.h"

#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/ir/layers.h"
#include "compiler/lsp/uses.h"
#include "compiler/lsp/words.h"

namespace nasg::lsp {

namespace {

constexpr int kUnnecessary = 1;  // of the protocol's tags: editors fade such places

/// Whether a diagnostic tells of what nothing uses.
bool is_idle(diag::Code code) {
  return code == diag::code::W0217 || code == diag::code::W0221 || code == diag::code::W0224;
}

/// Whether `name` is known at a place where `renamed` is used. The names of arguments, which stand outside
/// the scope of their parameters, are a world of their own.
bool means_something(Document& where, diag::Place place, const Symbol& renamed, const std::string& name) {
  const auto holds = [&](diag::Place scope) {
    return scope.source == place.source && scope.begin <= place.begin && place.end <= scope.end;
  };
  if (!renamed.scopes.empty() && std::ranges::none_of(renamed.scopes, holds)) return false;
  return std::ranges::any_of(where.analysis->symbols().visible(place.begin),
                             [&](const Symbol* it) { return it->name == name && name != renamed.name; });
}

}  // namespace

Json diagnostics(const Document& document) {
  const Analysis& analysis = *document.analysis;
  Json list = Json::array();
  for (const diag::Diagnostic& found : analysis.diagnostics().all()) {
    const bool here = found.primary.known() && found.primary.source == analysis.root();
    std::string message = found.message();
    for (const std::string& note : found.notes) message += "\nnote: " + note;
    for (const diag::Fix& fix : found.fixes) message += "\nhelp: " + fix.text;
    Json related = Json::array();
    // What is wrong in an imported file stands at the top, and leads there.
    if (found.primary.known() && !here)
      related.push_back({{"location", location(document, found.primary)}, {"message", "it is here"}});
    for (const diag::Label& label : found.labels)
      if (label.place.known())
        related.push_back({{"location", location(document, label.place)}, {"message", label.text}});
    list.push_back({{"range", here ? range_of(analysis.positions(), found.primary.begin, found.primary.end)
                                   : range_of(analysis.positions(), 0, 0)},
                    {"severity", found.severity() == diag::Severity::kError ? 1 : 2},
                    {"code", diag::info(found.code).id},
                    {"source", "nasgc"},
                    {"tags", is_idle(found.code) ? Json::array({kUnnecessary}) : Json::array()},
                    {"message", message},
                    {"relatedInformation", related}});
  }
  return {{"uri", document.uri}, {"version", document.version}, {"diagnostics", list}};
}

Json hover(Document& document, std::size_t offset) {
  const auto found = document.analysis->symbols().find(offset);
  if (!found) return nullptr;
  const Symbol& symbol = document.analysis->symbols().all()[found->symbol];
  std::string text = "```nasg\n" + symbol.signature + "\n```";
  const std::string facts = document.analysis->facts(symbol, offset);
  if (symbol.kind == SymbolKind::kNonterminal && !facts.empty())
    text = "```nasg\n" + symbol.signature + " : " + facts.substr(0, facts.find('\n')) + "\n```\n" +
           facts.substr(facts.find('\n') + 1);
  else if (!facts.empty())
    text += "\n" + facts;
  if (!symbol.doc.empty()) text += "\n\n" + symbol.doc;
  return {{"contents", {{"kind", "markdown"}, {"value", text}}},
          {"range", range_of(document.analysis->positions(), found->place.begin, found->place.end)}};
}

Json definition(Document& document, std::size_t offset) {
  for (const auto& [name, file] : document.analysis->imports())
    if (name.begin <= offset && offset <= name.end) return location(document, {file, 0, 0});
  const auto found = document.analysis->symbols().find(offset);
  if (!found) return nullptr;
  const diag::Place place = document.analysis->symbols().all()[found->symbol].place;
  return place.known() ? location(document, place) : Json(nullptr);
}

Json references(const std::vector<Document*>& documents, Document& document, std::size_t offset,
                bool with_declaration) {
  const auto found = document.analysis->symbols().find(offset);
  Json list = Json::array();
  if (!found) return list;
  const Symbol symbol = document.analysis->symbols().all()[found->symbol];
  for_each_use(documents, document, found->symbol, [&](Document& where, diag::Place place) {
    const bool declared = where.path == home_of(document, symbol) && place.begin == symbol.place.begin;
    if (with_declaration || !declared) list.push_back(location(where, place));
  });
  return list;
}

Json prepare_rename(Document& document, std::size_t offset) {
  const auto found = document.analysis->symbols().find(offset);
  if (!found) return nullptr;
  const Symbol& symbol = document.analysis->symbols().all()[found->symbol];
  if (!symbol.place.known()) return nullptr;
  return {{"range", range_of(document.analysis->positions(), found->place.begin, found->place.end)},
          {"placeholder", symbol.name}};
}

std::variant<Json, Refusal> rename(const std::vector<Document*>& documents, Document& document,
                                   std::size_t offset, const std::string& name) {
  const auto found = document.analysis->symbols().find(offset);
  if (!found) return Refusal{"there is no name here"};
  const Symbol symbol = document.analysis->symbols().all()[found->symbol];
  if (!symbol.place.known()) return Refusal{"`" + symbol.name + "` is built in"};
  if (!is_name(name)) return Refusal{"`" + name + "` is no name"};
  if (is_global(symbol.kind) && (ir::find_layer(name) || ir::find_merge(name)))
    return Refusal{"`" + name + "` is built in"};
  const std::string home = home_of(document, symbol);
  if (std::ranges::none_of(documents, [&](const Document* it) { return it->path == home; }))
    return Refusal{"`" + symbol.name + "` is defined in " + home + ", which is not open"};
  Json changes = Json::object();
  bool taken = false;
  for_each_use(documents, document, found->symbol, [&](Document& where, diag::Place place) {
    taken = taken || means_something(where, place, symbol, name);
    changes[where.uri].push_back(
        {{"range", range_of(where.analysis->positions(), place.begin, place.end)}, {"newText", name}});
  });
  if (taken) return Refusal{"`" + name + "` means something else where `" + symbol.name + "` is used"};
  return Json{{"changes", changes}};
}

}  // namespace nasg::lsp
