// SPDX-License-Identifier: Apache-2.0
// The definitions of a file, for the outline of an editor.
#include <algorithm>

#include "compiler/lsp/uses.h"

namespace nasg::lsp {

namespace {

Json entry(const Positions& positions, const grammar::Name& name, SymbolKind kind, std::size_t end) {
  return {{"name", name.text},
          {"kind", protocol_kind(kind)},
          {"range", range_of(positions, name.place.begin, std::max<std::size_t>(end, name.place.end))},
          {"selectionRange", range_of(positions, name.place.begin, name.place.end)}};
}

}  // namespace

Json outline(Document& document) {
  const Positions& positions = document.analysis->positions();
  const grammar::Module& module = document.analysis->syntax();
  Json list = Json::array();
  for (const auto& op : module.ops)
    list.push_back(entry(positions, op.name, SymbolKind::kOp, op.body->place.end));
  for (const auto& topology : module.topologies)
    list.push_back(entry(positions, topology.name, SymbolKind::kTopology, topology.body->place.end));
  for (const auto& space : module.spaces) {
    Json rules = Json::array();
    for (const grammar::RuleDeclaration& rule : space.rules)
      rules.push_back(entry(positions, rule.name, SymbolKind::kNonterminal,
                            rule.alternatives.empty() ? 0 : rule.alternatives.back().place.end));
    list.push_back(entry(positions, space.name, SymbolKind::kSpace, space.place.end));
    list.back()["children"] = std::move(rules);
  }
  for (const auto& search : module.searches)
    list.push_back(entry(positions, search.name, SymbolKind::kSearch, search.place.end));
  return list;
}

}  // namespace nasg::lsp
