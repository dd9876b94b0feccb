// SPDX-License-Identifier: Apache-2.0
// Generates the draws of a space: a function for each state of its automaton.
#pragma once

#include <vector>

#include "compiler/codegen/code.h"
#include "compiler/codegen/listing_tables.h"

namespace nasg::codegen {

/// Draws append rule ids (32 bits each) at a cursor and return where they ended, or null if they failed:
/// grew higher than their room, or past kMaxRules. Only in spaces that are not bounded can they; there they
/// carry the end of the buffer and the room. They may write kListedRules rules past their end. The steps are
/// those of runtime/derivation/variation.h.
class Sampler {
 public:
  explicit Sampler(const Unit& unit);

  /// Emits every draw, and `i64 sample(rng, out)`: the number of rules written, 0 if it grew too long.
  void emit();
  /// Calls the draw of a state known only when running: out of a table of the draws. `room` is not read in
  /// a bounded space.
  llvm::Value* call_any(Code& code, llvm::Value* state, llvm::Value* rng, llvm::Value* out,
                        llvm::Value* room) const;

 private:
  llvm::FunctionType* type() const;
  llvm::Function* function(ir::StateId id) const { return functions_[id.index()]; }
  std::vector<llvm::Value*> first_arguments(Code& code, llvm::Value* rng, llvm::Value* out,
                                            llvm::Value* room) const;
  void emit_draw(ir::StateId id);
  /// The index of the choice that the next random number takes.
  llvm::Value* emit_choose(Code& code, ir::StateId id);
  void emit_check(Code& code);
  // These write rules and give the cursor after them. A child is drawn by a call, or in place if it is
  // listed.
  llvm::Value* emit_rule(Code& code, ir::RuleId rule, llvm::Value* cursor);
  llvm::Value* emit_choice(Code& code, const ir::Choice& choice, llvm::Value* cursor);
  llvm::Value* emit_child(Code& code, ir::StateId id, llvm::Value* cursor);
  llvm::Value* emit_listed(Code& code, ir::StateId id, const ListingRef& listing, llvm::Value* room,
                           llvm::Value* cursor);
  llvm::Value* emit_alike(Code& code, ir::StateId id, llvm::Value* chosen, llvm::Value* cursor);
  bool are_alike(const ir::State& state) const;
  llvm::Value* room_below(Code& code);
  void emit_sample();

  const Unit& unit_;
  ListingTables listings_;
  std::vector<llvm::Function*> functions_;
};

}  // namespace nasg::codegen
