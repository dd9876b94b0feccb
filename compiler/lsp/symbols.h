// SPDX-License-Identifier: Apache-2.0
// What the names in a file stand for, and where each of them stands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/source.h"
#include "compiler/ir/layers.h"
#include "compiler/sema/names.h"

namespace nasg::lsp {

enum class SymbolKind { kOp, kTopology, kSpace, kSearch, kNonterminal, kParameter, kValue, kLayer };

struct Symbol {
  SymbolKind kind = SymbolKind::kValue;
  std::string name;
  diag::Place place;      ///< of the name where it is defined; unknown for what is built in
  std::string signature;  ///< as it is written: `sep_conv(k) : [C] -> [C]`
  std::string doc;
  std::string owner;                ///< the space of a nonterminal; what a parameter belongs to
  std::vector<diag::Place> scopes;  ///< where it is known; none: wherever the file is
  std::vector<std::string> parameters;
  diag::Place extent;  ///< of the whole definition, from its name on; unknown for parameters and values
};

/// A layer, or a merge that is called as layers are.
Symbol symbol_of(const ir::LayerInfo& layer);
Symbol symbol_of(const ir::CalledMerge& merge);
Symbol symbol_of_reads();
/// All of these.
const std::vector<Symbol>& built_in();

struct Occurrence {
  diag::Place place;
  std::size_t symbol = 0;
};

/// The symbols of the root module, those that it uses of others, and every place of the root where one is
/// named.
class Symbols {
 public:
  Symbols(const diag::SourceMap& sources, const sema::Modules& modules, const sema::Names& names);

  const std::vector<Symbol>& all() const { return symbols_; }
  /// In order of the text.
  const std::vector<Occurrence>& occurrences() const { return occurrences_; }
  /// Expressions and alternatives of the root.
  const std::vector<diag::Place>& parts() const { return parts_; }
  /// The name at an offset of the root, the end of the name counted in.
  std::optional<Occurrence> find(std::size_t offset) const;
  /// In order of the text.
  std::vector<Occurrence> of(std::size_t symbol) const;
  /// What may be named at an offset.
  std::vector<const Symbol*> visible(std::size_t offset) const;

 private:
  std::vector<Symbol> symbols_;
  std::vector<Occurrence> occurrences_;
  std::vector<diag::Place> parts_;
  diag::SourceId root_;
};

}  // namespace nasg::lsp
