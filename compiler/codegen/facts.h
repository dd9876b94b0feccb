// SPDX-License-Identifier: Apache-2.0
// What code generation must know about a space, worked out once and free of LLVM.
#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/automaton.h"

namespace nasg::codegen {

/// What a rule yields from what its holes are. A pattern has bit i set if mixed hole i is cut.
struct RuleOutcomes {
  std::vector<std::uint32_t> hole_bits;  ///< by hole: its bit in the pattern, 0 if it is always the same
  std::vector<std::uint8_t> table;       ///< by pattern: an ir::Connection, or 0 where the rule forbids it
};

/// Tables that the generators turn into constants of the module.
struct SpaceFacts {
  SpaceFacts(const ir::Space& space, const ir::Automaton& automaton);

  const ir::Space& space;
  const ir::Automaton& automaton;

  /// Some rule demands a connection, so that what a place asks for must be looked at.
  bool connections = false;
  /// By nonterminal: can be connected or cut, and some place asks for one of them.
  std::vector<bool> demanded;
  /// No draw can grow past kMaxDepth or kMaxRules, so that generated draws need not look.
  bool bounded = false;
  std::uint64_t largest = ir::kMaxRules;  ///< rules of the largest derivation, or of what may be drawn
  std::uint32_t levels = ir::kMaxDepth;   ///< of the deepest derivation, likewise
  std::vector<RuleOutcomes> outcomes;     ///< by rule; empty tables unless `connections`
  /// By rule: how many rules each of its derivations has, where all have the same number.
  std::vector<std::optional<std::uint32_t>> lengths;
  /// By nonterminal: whether a place for it always (1) or never (0) varies; none if that depends on the
  /// place. Where all are known, mutation finds its candidates without an analysis.
  std::vector<std::optional<bool>> varies;

  bool varies_known() const;
  /// The space limits the depth of derivations, so that what may stand in a place hangs on its depth.
  bool depth() const { return space.depth_limit.has_value(); }
  /// Whether the height of subtrees and the room in their places must be looked at.
  bool heights() const { return depth() || !bounded; }
  /// The room at a root.
  std::uint32_t room() const;
  /// How many different rooms the table of states tells apart.
  std::uint32_t room_slots() const { return depth() ? room() + 1 : 1; }
  /// The state for a place; `room` is ignored in a space without a depth limit.
  std::optional<ir::StateId> state(ir::NonterminalId nonterminal, ir::Connection needs,
                                   std::uint32_t room) const;
  /// "CELL = Cell(OPS, OPS)": what a rule derives, for the reader of the generated code.
  std::string rule_text(ir::RuleId rule) const;
};

}  // namespace nasg::codegen
