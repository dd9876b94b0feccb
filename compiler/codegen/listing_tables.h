// SPDX-License-Identifier: Apache-2.0
// The listings of a space as constants of the module, and draws from them.
#pragma once

#include "compiler/codegen/code.h"
#include "runtime/derivation/listing.h"

namespace nasg::codegen {

/// Where generated code finds a listing: constants, or numbers loaded while running.
struct ListingRef {
  llvm::Value* first_cell;
  llvm::Value* bits;  ///< log2 of the number of cells
  llvm::Value* step;  ///< how far the generator moves: not at all where there is one derivation
};

/// The way that an alias table (runtime/derivation/alias_table.h) picks for a random number. Its cells begin
/// at `first_cell` of the thresholds, two ways each at twice that of `ways`.
llvm::Value* emit_pick(Code& code, llvm::Value* random, llvm::Value* first_cell, llvm::Value* bits,
                       llvm::GlobalVariable* thresholds, llvm::GlobalVariable* ways);

/// All listings stand one after the other in common tables: cells (threshold, and two rows by way), rows
/// (kListedRules rules each), their lengths and heights.
class ListingTables {
 public:
  explicit ListingTables(const Unit& unit);

  std::optional<std::uint32_t> of(ir::StateId state) const { return listings_.of(state); }
  ListingRef constant(Code& code, std::uint32_t listing) const;
  /// Entry `index` of a table of listings made by `references`.
  ListingRef load(Code& code, llvm::GlobalVariable* references, llvm::Value* index) const;
  llvm::GlobalVariable* references(const std::string& name, const std::vector<std::uint32_t>& listings) const;

  /// Draws a derivation, writes kListedRules rules at the cursor, and gives the cursor after those that
  /// count. `what` tells the reader. With an `end` (of the buffer) and a `room` the function returns null
  /// where they do not suffice.
  llvm::Value* emit_draw(Code& code, const ListingRef& listing, llvm::Value* rng, llvm::Value* cursor,
                         llvm::Value* end, llvm::Value* room, const std::string& what) const;

 private:
  static constexpr std::uint64_t kNumbers = 3;  ///< of a reference

  const Unit& unit_;
  derivation::Listings listings_;
  std::vector<std::uint64_t> references_;  ///< by listing, kNumbers each
  llvm::GlobalVariable* thresholds_;
  llvm::GlobalVariable* cell_rows_;  ///< by cell, two
  llvm::GlobalVariable* rows_;
  llvm::GlobalVariable* lengths_;
  llvm::GlobalVariable* heights_;
};

}  // namespace nasg::codegen
