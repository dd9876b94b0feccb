// SPDX-License-Identifier: Apache-2.0
// Looking symbols up.
#include "compiler/lsp/symbols.h"

#include <algorithm>

#include "compiler/lsp/symbol_walk.h"

namespace nasg::lsp {

Symbols::Symbols(const diag::SourceMap& sources, const sema::Modules& modules, const sema::Names& names)
    : root_(modules[0].syntax.source) {
  SymbolWalk walk(sources, modules, names);
  walk.module(modules[0].syntax);
  walk.imports();
  symbols_ = std::move(walk.symbols);
  occurrences_ = std::move(walk.occurrences);
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
    const bool everywhere = !symbol.scope.known();
    const bool around =
        symbol.scope.source == root_ && symbol.scope.begin <= offset && offset <= symbol.scope.end;
    if (everywhere || around) found.push_back(&symbol);
  }
  return found;
}

}  // namespace nasg::lsp
