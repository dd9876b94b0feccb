// SPDX-License-Identifier: Apache-2.0
// The definitions of a file, for the outline of an editor.
#include <algorithm>

#include "compiler/lsp/answers.h"

namespace nasg::lsp {

namespace {

// Kinds of the protocol's symbols.
constexpr int kClass = 5;
constexpr int kField = 8;
constexpr int kInterface = 11;
constexpr int kFunction = 12;
constexpr int kEvent = 24;

Json entry(const Positions& positions, const grammar::Name& name, int kind, std::size_t end) {
  return {{"name", name.text},
          {"kind", kind},
          {"range", range_of(positions, name.place.begin, std::max<std::size_t>(end, name.place.end))},
          {"selectionRange", range_of(positions, name.place.begin, name.place.end)}};
}

}  // namespace

Json outline(Document& document) {
  const Positions& positions = document.analysis->positions();
  const grammar::Module& module = document.analysis->syntax();
  Json list = Json::array();
  for (const auto& op : module.ops) list.push_back(entry(positions, op.name, kFunction, op.body->place.end));
  for (const auto& topology : module.topologies)
    list.push_back(entry(positions, topology.name, kInterface, topology.body->place.end));
  for (const auto& space : module.spaces) {
    Json rules = Json::array();
    for (const grammar::RuleDeclaration& rule : space.rules)
      rules.push_back(entry(positions, rule.name, kField,
                            rule.alternatives.empty() ? 0 : rule.alternatives.back().place.end));
    list.push_back(entry(positions, space.name, kClass, space.place.end));
    list.back()["children"] = std::move(rules);
  }
  for (const auto& search : module.searches)
    list.push_back(entry(positions, search.name, kEvent, search.place.end));
  return list;
}

}  // namespace nasg::lsp
