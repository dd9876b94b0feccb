// SPDX-License-Identifier: Apache-2.0
// Generates the passes over a derivation that mutation and crossover rest on.
#pragma once

#include "compiler/codegen/code.h"
#include "compiler/codegen/columns.h"

namespace nasg::codegen {

/// The tables of a space's rules as constants of the module, and functions over derivations. `rules` points
/// to 32-bit ids, `n` is the length of the derivation, `work` has room for n × kColumns numbers.
class Analysis {
 public:
  using Value = llvm::Value*;
  explicit Analysis(const Unit& unit);

  /// Emits the functions; the calls below may be emitted only after this.
  void emit();

  Value column(Code& code, Value work, Value n, Column which) const;
  Value arity(Code& code, Value rule) const;
  Value nonterminal(Code& code, Value rule) const;
  /// Whether any place for this rule's nonterminal varies; only if facts.varies_known().
  Value always_varies(Code& code, Value rule) const;
  /// The state of a place, or the number of states where nothing fits; `room` counts only in a space with a
  /// depth limit.
  Value state(Code& code, Value nonterminal, Value needs, Value room) const;
  /// Whether a state varies; what is none does not.
  Value varies(Code& code, Value state) const;

  /// Columns kEnd, kPattern, kCut, kHeight (those that the space needs) of positions [from, to).
  void call_survey(Code& code, Value rules, Value n, Value work, Value from, Value to) const;
  /// Columns kNeeds and kRoom (those that the space needs) of every position; after the survey of all.
  void call_places(Code& code, Value rules, Value n, Value work) const;
  /// The end of a position's subtree, without a survey.
  Value call_end(Code& code, Value rules, Value position) const;
  /// The room of one position's place, without a survey; only in a space that is not bounded.
  Value call_room(Code& code, Value rules, Value position) const;
  /// What the place of one position asks for, with a survey of no more than it takes; only if some rule
  /// demands a connection.
  Value call_needs(Code& code, Value rules, Value n, Value work, Value position) const;
  /// Whether `length` rules are the same.
  Value call_same(Code& code, Value a, Value b, Value length) const;

 private:
  static constexpr std::uint8_t kCutDepends = 2;

  void emit_survey();
  void emit_places();
  void emit_end();
  void emit_parent();
  void emit_room();
  void emit_needs_below();
  void emit_needs();
  void emit_same();
  Value outcome(Code& code, Value rule, Value pattern) const;
  Value child_needs(Code& code, Value rule, Value hole, Value pattern, Value needs) const;

  const Unit& unit_;
  llvm::GlobalVariable* arities_;
  llvm::GlobalVariable* strides_;  ///< by rule: what is surely its subtree, itself alone or the whole
  llvm::GlobalVariable* opened_;   ///< by rule: subtrees that follow its stride
  llvm::GlobalVariable* nonterminals_;
  llvm::GlobalVariable* first_holes_;  ///< by rule, into hole_bits_
  llvm::GlobalVariable* hole_bits_;
  llvm::GlobalVariable* first_outcomes_;  ///< by rule, into outcomes_
  llvm::GlobalVariable* outcomes_;
  llvm::GlobalVariable* demanded_;  ///< by rule: places ask a connection of its nonterminal
  llvm::GlobalVariable* settled_;   ///< by rule: what its holes are asked for does not hang on its own place
  llvm::GlobalVariable* cuts_;      ///< by rule: 0 connected, 1 cut, or kCutDepends on its holes
  llvm::GlobalVariable* always_varies_;
  llvm::GlobalVariable* states_;
  llvm::GlobalVariable* varies_;
  llvm::Function* survey_ = nullptr;
  llvm::Function* places_ = nullptr;
  llvm::Function* end_ = nullptr;
  llvm::Function* parent_ = nullptr;
  llvm::Function* room_ = nullptr;
  llvm::Function* needs_below_ = nullptr;
  llvm::Function* needs_ = nullptr;
  llvm::Function* same_ = nullptr;
};

}  // namespace nasg::codegen
