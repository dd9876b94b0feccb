// SPDX-License-Identifier: Apache-2.0
// Lays listings out and emits draws without a branch.
#include "compiler/codegen/listing_tables.h"

namespace nasg::codegen {

llvm::Value* emit_pick(Code& code, llvm::Value* random, llvm::Value* first_cell, llvm::Value* bits,
                       llvm::GlobalVariable* thresholds, llvm::GlobalVariable* ways) {
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* upper = b.CreateLShr(b.CreateLShr(random, 1), b.CreateSub(code.constant(63), bits));
  llvm::Value* cell = b.CreateAdd(first_cell, upper, "cell");
  llvm::Value* reached = b.CreateICmpUGE(b.CreateShl(random, bits), code.load(thresholds, cell, 64));
  llvm::Value* way = b.CreateAdd(b.CreateShl(cell, 1), b.CreateZExt(reached, b.getInt64Ty()), "way");
  return code.load(ways, way, 32);
}

ListingTables::ListingTables(const Unit& unit) : unit_(unit), listings_(unit.facts.automaton) {
  std::vector<std::uint64_t> thresholds;
  std::vector<std::uint32_t> cell_rows, rows, lengths, heights;
  for (const derivation::Listing& listing : listings_.all()) {
    const auto first_row = static_cast<std::uint32_t>(lengths.size());
    references_.insert(references_.end(),
                       {thresholds.size(), listing.table.bits, listing.fixed() ? 0 : kGeneratorStep});
    for (const derivation::AliasTable::Cell& cell : listing.table.cells) {
      thresholds.push_back(cell.threshold);
      // A cell that no draw reaches beyond its last way may name none: rows start anew there.
      for (const std::uint32_t way : cell.ways)
        cell_rows.push_back(first_row + (way < listing.rows.size() ? way : 0));
    }
    for (const derivation::Listing::Row& row : listing.rows) {
      for (const ir::RuleId rule : row.rules) rows.push_back(rule.value);
      lengths.push_back(row.length);
      heights.push_back(row.height);
    }
  }
  thresholds_ = unit.table("listing.thresholds", thresholds);
  cell_rows_ = unit.table("listing.cells", cell_rows);
  rows_ = unit.table("listing.rows", rows);
  lengths_ = unit.table("listing.lengths", lengths);
  heights_ = unit.table("listing.heights", heights);
}

ListingRef ListingTables::constant(Code& code, std::uint32_t listing) const {
  const std::uint64_t* numbers = &references_[listing * kNumbers];
  return {code.constant(numbers[0]), code.constant(numbers[1]), code.constant(numbers[2])};
}

llvm::GlobalVariable* ListingTables::references(const std::string& name,
                                                const std::vector<std::uint32_t>& listings) const {
  std::vector<std::uint64_t> numbers;
  for (const std::uint32_t listing : listings) {
    const auto first = references_.begin() + static_cast<std::ptrdiff_t>(listing * kNumbers);
    numbers.insert(numbers.end(), first, first + kNumbers);
  }
  return unit_.table(name, numbers);
}

ListingRef ListingTables::load(Code& code, llvm::GlobalVariable* references, llvm::Value* index) const {
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* first = b.CreateMul(index, code.constant(kNumbers));
  const auto number = [&](std::uint64_t which) {
    return code.load(references, b.CreateAdd(first, code.constant(which)), 64);
  };
  return {number(0), number(1), number(2)};
}

llvm::Value* ListingTables::emit_draw(Code& code, const ListingRef& listing, llvm::Value* rng,
                                      llvm::Value* cursor, llvm::Value* end, llvm::Value* room,
                                      const std::string& what) const {
  llvm::IRBuilder<>& b = code.b;
  llvm::Value* random = emit_next(code, rng, listing.step);
  llvm::Value* row = emit_pick(code, random, listing.first_cell, listing.bits, thresholds_, cell_rows_);
  llvm::Type* rules = llvm::FixedVectorType::get(b.getInt32Ty(), derivation::kListedRules);
  llvm::Value* length = code.load(lengths_, row, 32);
  llvm::Value* after = b.CreateInBoundsGEP(b.getInt32Ty(), cursor, length, "cursor");
  if (end != nullptr) {
    llvm::Value* full = b.CreateICmpUGT(after, end);
    llvm::Value* deep = b.CreateICmpUGT(code.load(heights_, row, 32), room);
    code.return_if(b.CreateOr(full, deep), llvm::ConstantPointerNull::get(b.getPtrTy()));
  }
  llvm::Value* content = b.CreateAlignedLoad(rules, b.CreateInBoundsGEP(rules, rows_, row), llvm::Align(4));
  code.explain(b.CreateAlignedStore(content, cursor, llvm::Align(4)), what);
  return after;
}

}  // namespace nasg::codegen
