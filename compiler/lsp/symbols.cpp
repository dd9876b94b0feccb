// SPDX-License-Identifier: Apache-2.0
// Looking symbols up.
#include "compiler/lsp/symbols.h"

#include <algorithm>

#include "compiler/lsp/symbol_walk.h"

namespace nasg::lsp {

Symbol symbol_of(const ir::LayerInfo& layer) {
  Symbol symbol;
  symbol.kind = SymbolKind::kLayer;
  symbol.name = layer.name;
  symbol.doc = layer.doc;
  for (const ir::LayerParam& param : layer.params) symbol.parameters.emplace_back(param.name);
  for (const std::string& param : symbol.parameters)
    symbol.signature += (symbol.signature.empty() ? "" : ", ") + param;
  symbol.signature = symbol.name + (symbol.parameters.empty() ? "" : "(" + symbol.signature + ")");
  return symbol;
}

Symbol symbol_of(const ir::CalledMerge& merge) {
  Symbol symbol;
  symbol.kind = SymbolKind::kLayer;
  symbol.name = ir::name(merge.kind);
  symbol.signature = merge.signature;
  symbol.doc = merge.doc;
  return symbol;
}

Symbol symbol_of_reads() {
  Symbol symbol;
  symbol.kind = SymbolKind::kLayer;
  symbol.name = "reads";
  symbol.signature = "reads(f, i)";
  symbol.doc =
      "1 if what the topology's argument f yields hangs on its i-th input, 0 if a `zero` cuts that off.";
  return symbol;
}

const std::vector<Symbol>& built_in() {
  static const std::vector<Symbol> all = [] {
    std::vector<Symbol> symbols;
    for (const ir::LayerInfo& layer : ir::all_layers()) symbols.push_back(symbol_of(layer));
    for (const ir::CalledMerge& merge : ir::called_merges()) symbols.push_back(symbol_of(merge));
    symbols.push_back(symbol_of_reads());
    return symbols;
  }();
  return all;
}

Symbols::Symbols(const diag::SourceMap& sources, const sema::Modules& modules, const sema::Names& names)
    : root_(modules[0].syntax.source) {
  SymbolWalk walk(sources, modules, names);
  walk.module(modules[0].syntax);
  walk.imports();
  symbols_ = std::move(walk.symbols);
  occurrences_ = std::move(walk.occurrences);
  parts_ = std::move(walk.parts);
  std::ranges::stable_sort(occurrences_, {}, [](const Occurrence& it) { return it.place.begin; });
}

std::optional<Occurrence> Symbols::find(std::size_t offset) const {
  auto after =
      std::ranges::upper_bound(occurrences_, offset, {}, [](const Occurrence& it) { return it.place.begin; });
  if (after == occurrences_.begin()) return std::nullopt;
  const Occurrence& before = *(after - 1);
  if (offset > before.place.end) return std::nullopt;
  return before;
}

std::vector<Occurrence> Symbols::of(std::size_t symbol) const {
  std::vector<Occurrence> found;
  std::ranges::copy_if(occurrences_, std::back_inserter(found),
                       [&](const Occurrence& it) { return it.symbol == symbol; });
  return found;
}

std::vector<const Symbol*> Symbols::visible(std::size_t offset) const {
  std::vector<const Symbol*> found;
  for (const Symbol& symbol : symbols_) {
    const bool around = std::ranges::any_of(symbol.scopes, [&](diag::Place scope) {
      return scope.source == root_ && scope.begin <= offset && offset <= scope.end;
    });
    if (symbol.scopes.empty() || around) found.push_back(&symbol);
  }
  return found;
}

}  // namespace nasg::lsp
