// SPDX-License-Identifier: Apache-2.0
// What may be written at a place.
#include <algorithm>
#include <set>

#include "compiler/lsp/answers.h"
#include "compiler/lsp/words.h"

namespace nasg::lsp {

namespace {

int completion_kind(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kOp:
    case SymbolKind::kLayer: return 3;     // Function
    case SymbolKind::kTopology: return 8;  // Interface
    case SymbolKind::kSpace:
    case SymbolKind::kSearch: return 9;       // Module
    case SymbolKind::kNonterminal: return 7;  // Class
    case SymbolKind::kParameter: return 10;   // Property
    case SymbolKind::kValue: return 6;        // Variable
  }
  return 1;
}

/// What modules of the standard library define that are not imported. Taking such a name imports its module.
void add_library(Document& document, Json& list) {
  Analysis& analysis = *document.analysis;
  if (analysis.root() == diag::SourceId{}) return;
  std::set<std::string> known;
  for (const Json& item : list) known.insert(item.at("label"));
  for (const auto& [name, module] : analysis.names().library().definitions()) {
    if (known.contains(name)) continue;
    const diag::Fix added = analysis.names().import_of(0, module);
    list.push_back({{"label", name},
                    {"kind", completion_kind(SymbolKind::kOp)},
                    {"detail", "import " + module},
                    {"sortText", "~" + name},
                    {"additionalTextEdits",
                     {{{"range", range_of(analysis.positions(), added.place.begin, added.place.end)},
                       {"newText", added.replacement}}}}});
  }
}

}  // namespace

Json completion(Document& document, std::size_t offset) {
  Json list = Json::array();
  const auto add = [&](const std::string& label, int kind, const std::string& detail,
                       const std::string& doc) {
    Json item{{"label", label}, {"kind", kind}};
    if (!detail.empty()) item["detail"] = detail;
    if (!doc.empty()) item["documentation"] = {{"kind", "markdown"}, {"value", doc}};
    list.push_back(std::move(item));
  };
  if (stands_in_import(document.text, offset)) {
    for (const std::string& module : modules_in(document.analysis->folders())) add(module, 9, "", "");
    return list;
  }
  const Symbols& symbols = document.analysis->symbols();
  const std::string callee = call_around(document.text, offset).callee;
  for (const Symbol* symbol : symbols.visible(offset)) {
    add(symbol->name, completion_kind(symbol->kind), symbol->signature, symbol->doc);
    if (symbol->name != callee || symbol->kind == SymbolKind::kTopology) continue;
    for (const std::string& parameter : symbol->parameters)
      add(parameter + " = ", 10, "", "Parameter of `" + callee + "`.");
  }
  for (const Symbol& symbol : built_in())
    if (std::ranges::none_of(symbols.all(), [&](const Symbol& it) { return it.name == symbol.name; }))
      add(symbol.name, completion_kind(symbol.kind), symbol.signature, symbol.doc);
  for (const std::string& keyword : keywords()) add(keyword, 14, "", "");
  add_library(document, list);
  return list;
}

}  // namespace nasg::lsp
