// SPDX-License-Identifier: Apache-2.0
// What an editor shows between the words and lines of a file: inferred types, how likely alternatives are,
// and counts.
#include <algorithm>
#include <iomanip>
#include <sstream>

#include "compiler/lsp/answers.h"

namespace nasg::lsp {

namespace {

constexpr int kType = 1;  // of the protocol's kinds

Json hint(const Positions& positions, std::size_t at, const std::string& label, const char* tooltip) {
  return {{"position", range_of(positions, at, at).at("start")},
          {"label", label},
          {"tooltip", tooltip},
          {"paddingLeft", true}};
}

std::string percent(double share) {
  std::ostringstream text;
  text << std::setprecision(3) << 100 * share << " %";
  return text.str();
}

/// Shares of the alternatives that are written here: the last ones of the nonterminal, as `X |= a` adds them.
/// Nothing where all are equally likely.
void add_shares(const ir::Space& space, const ir::Nonterminal& nonterminal,
                const grammar::RuleDeclaration& rule, const Positions& positions, Json& list) {
  const std::size_t written = rule.alternatives.size();
  if (written > nonterminal.rule_count) return;
  const std::span<const ir::Rule> rules(space.rules.data() + nonterminal.first_rule, nonterminal.rule_count);
  if (std::ranges::all_of(rules, [&](const ir::Rule& it) { return it.weight == rules[0].weight; })) return;
  double total = 0;
  for (const ir::Rule& it : rules) total += it.weight;
  for (std::size_t i = 0; i < written; ++i)
    list.push_back(hint(positions, rule.alternatives[i].place.end,
                        percent(rules[rules.size() - written + i].weight / total),
                        "by its weight; limits and `where connected` shift it"));
}

}  // namespace

Json hints(Document& document, std::size_t begin, std::size_t end) {
  Analysis& analysis = *document.analysis;
  Json list = Json::array();
  for (const grammar::SpaceDeclaration& space : analysis.syntax().spaces) {
    if (space.place.end < begin || end < space.place.begin) continue;
    const sema::CheckedSpace* checked = analysis.space(space.name.text);
    if (checked == nullptr) continue;
    for (const grammar::RuleDeclaration& rule : space.rules) {
      const auto& all = checked->space.nonterminals;
      const auto found = std::ranges::find(all, rule.name.text, &ir::Nonterminal::name);
      if (found == all.end() || rule.name.place.end <= begin || end <= rule.name.place.begin) continue;
      if (const std::string type = ir::type_text(*found); !rule.type && !type.empty()) {
        list.push_back(hint(analysis.positions(), rule.name.place.end, ": " + type, "inferred"));
        list.back()["kind"] = kType;
      }
      add_shares(checked->space, *found, rule, analysis.positions(), list);
    }
  }
  return list;
}

Json lenses(Document& document) {
  Analysis& analysis = *document.analysis;
  Json list = Json::array();
  for (const Symbol& symbol : analysis.symbols().all()) {
    if (symbol.kind != SymbolKind::kSpace || symbol.place.source != analysis.root()) continue;
    const std::string count = analysis.facts(symbol, symbol.place.begin);
    if (count.empty()) continue;
    list.push_back({{"range", range_of(analysis.positions(), symbol.place.begin, symbol.place.end)},
                    {"command", {{"title", count}, {"command", ""}}}});
  }
  return list;
}

}  // namespace nasg::lsp
