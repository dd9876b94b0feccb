// SPDX-License-Identifier: Apache-2.0
// Generates rank, unrank and uniform draws: derivations and their indices in the order of enumeration.
#pragma once

#include "compiler/codegen/analysis.h"
#include "compiler/codegen/index_tables.h"
#include "compiler/codegen/limbs.h"

namespace nasg::codegen {

/// The order is that of runtime/derivation/enumeration.cpp: derivations of a state stand choice by choice,
/// and within a choice the first part counts most. So the index of a derivation is the number of derivations
/// of the earlier choices, plus, for each part, its index times the product of the counts of the parts behind
/// it. All of these numbers are constants of the module; where those of a state have one limb, so does the
/// arithmetic.
class Indexing {
 public:
  Indexing(const Unit& unit, const Analysis& analysis, const IndexTables& tables);

  /// Emits
  /// `void rank(rules, n, index, scratch)`: the index of a valid derivation.
  /// `i64 unrank(index, rules, scratch)`: the number of rules written; 0 if the index is not below the count.
  /// `i64 uniform(rng, rules, scratch)`: draws an index as sample_uniform does, and unranks it.
  /// An index has tables.words limbs. The scratch has tables.scratch_words limbs, and, for `rank`, kColumns +
  /// 2 arrays of 32 bits behind them, as long as the derivation.
  void emit();

 private:
  using Value = llvm::Value*;
  /// What the ranking functions are handed about a derivation.
  struct Derived {
    Value rules;
    Value ends;
    Value cuts;
    Value spent;
  };

  llvm::GlobalVariable* table(const char* name, const std::vector<std::uint32_t>& values) const;
  Value of(Code& code, llvm::GlobalVariable* table, Value index) const { return code.load(table, index, 32); }
  Value number(Code& code, Value at) const;
  Value prefix(Code& code, Value state, Value words, Value choice) const;
  Value search(Code& code, Value state, const std::function<Value(Value)>& reached) const;
  Value write_rule(Code& code, Value choice, Value cursor) const;
  void each_part(Code& code, Value choice, const std::function<void(Value)>& body) const;
  Derived derived(Code& code, unsigned first_argument) const;
  Value call_choice_of(Code& code, Value state, Value position, const Derived& derived) const;

  void emit_unrank_small();
  void emit_unrank_large();
  void emit_spent();
  void emit_choice_of();
  void emit_rank_small();
  void emit_rank_large();
  void emit_rank();
  void emit_unrank();
  void emit_uniform();

  const Unit& unit_;
  const Analysis& analysis_;
  const IndexTables& tables_;
  LimbFunctions limbs_;
  llvm::GlobalVariable* numbers_;
  llvm::GlobalVariable* state_words_;
  llvm::GlobalVariable* state_first_choice_;
  llvm::GlobalVariable* state_prefixes_;
  llvm::GlobalVariable* choice_rule_;
  llvm::GlobalVariable* choice_first_part_;
  llvm::GlobalVariable* part_state_;
  llvm::GlobalVariable* part_product_;
  llvm::GlobalVariable* part_product_words_;
  llvm::Function* unrank_small_ = nullptr;
  llvm::Function* unrank_large_ = nullptr;
  llvm::Function* spent_ = nullptr;
  llvm::Function* choice_of_ = nullptr;
  llvm::Function* rank_small_ = nullptr;
  llvm::Function* rank_large_ = nullptr;
};

/// Emits `index_sizes`: tables.words and tables.scratch_words, for the host to look up.
void emit_index_sizes(const Unit& unit, const IndexTables& tables);

}  // namespace nasg::codegen
