// SPDX-License-Identifier: Apache-2.0
// Generates the tracer of a space: a derivation to its graph, whole or folded, for the features of graphs.
#pragma once

#include <map>

#include "compiler/codegen/analysis.h"
#include "compiler/codegen/feature_room.h"
#include "runtime/derivation/graph_wiring.h"

namespace nasg::codegen {

/// What the functions below work on: 64-bit fields at fixed places of the caller's memory. Arrays are of 32
/// bits.
enum class TraceField : std::uint64_t {
  kRules,
  kEnds,
  kStarved,  ///< by position: an operator that has no input in the whole graph
  kPool,     ///< sets of nodes: ranges of it
  kLabels,   ///< of the trace, as kBegin and kReads (derivation::Trace)
  kBegin,
  kReads,
  kPoolSize,
  kNodes,
  kReadsSize,
  kPoolRoom,  ///< entries that the arrays have room for
  kNodesRoom,
  kReadsRoom,
  kFull,         ///< not 0 once there was no room: nothing that was made counts
  kLevel,        ///< the folded level
  kLabelOffset,  ///< of the root that is traced
};
static_assert(static_cast<std::uint64_t>(TraceField::kLabelOffset) + 1 == kFeatureFields);

/// A function for each nonterminal, whose value is a set of nodes: where it ends in the pool above where it
/// begins, 32 bits each. They do what derivation::Tracer does, and make the same nodes in the same order;
/// wirings are unrolled. The order of what a node reads may be another.
class TraceEmitter {
 public:
  using Value = llvm::Value*;
  TraceEmitter(const Unit& unit, const Analysis& analysis);

  /// Emits the functions; `trace_whole(memory)` and `trace_folded(memory)`, to be called in this order, make
  /// the trace of the derivation in the fields.
  void emit();
  void call_whole(Code& code, Value memory) const { code.b.CreateCall(roots_whole_, {memory}); }
  /// At the level in its field.
  void call_folded(Code& code, Value memory) const { code.b.CreateCall(roots_folded_, {memory}); }

  Value field(Code& code, Value memory, TraceField which) const;
  Value array(Code& code, Value memory, TraceField which) const;
  void set(Code& code, Value memory, TraceField which, Value value) const;
  const derivation::Wirings& wirings() const { return wirings_; }

 private:
  using Values = std::vector<Value>;
  struct Key {
    ir::NonterminalId nonterminal;
    std::size_t inputs;
    bool folded;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Body;

  void emit_unite();
  void emit_node();
  void emit_form_at();
  void emit_mark_equal();
  llvm::Function* emit_roots(bool folded);
  void emit_nonterminal(const Key& key);
  llvm::Function* emit_rule(ir::RuleId rule, const Key& key);
  llvm::Function* declare(const std::string& name, const Key& key) const;
  llvm::Function* function(const Key& key);
  Value call(Code& code, const Key& key, Value memory, Value position, Value depth, const Values& inputs);
  Value unite(Code& code, Value memory, const Values& sets) const;
  Value node(Code& code, Value memory, std::uint32_t label, Value reads) const;
  Value is_empty(Code& code, Value set) const;
  Value trace_body(Code& code, const ir::Rule& rule, const derivation::Wiring& wiring, const Key& key,
                   Values slots);

  const Unit& unit_;
  const Analysis& analysis_;
  const derivation::Wirings wirings_;
  std::vector<std::uint32_t> groups_;  ///< by nonterminal: the folded level that expands it; empty: by depth
  std::map<Key, llvm::Function*> functions_;
  std::vector<Key> pending_;
  llvm::GlobalVariable* forms_;
  llvm::Function* unite_ = nullptr;
  llvm::Function* node_ = nullptr;
  llvm::Function* form_at_ = nullptr;
  llvm::Function* mark_equal_ = nullptr;
  llvm::Function* roots_whole_ = nullptr;
  llvm::Function* roots_folded_ = nullptr;
};

}  // namespace nasg::codegen
