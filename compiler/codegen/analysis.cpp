// SPDX-License-Identifier: Apache-2.0
// Emits the tables of a space's rules and the reads of them.
#include "compiler/codegen/analysis.h"

#include <algorithm>

namespace nasg::codegen {
namespace {

using Words = std::vector<std::uint32_t>;
using Bytes = std::vector<std::uint8_t>;

/// What the holes of a rule are asked for does not hang on the rule's own place if the rule demands a
/// connection itself, or if no place asks one of its nonterminal.
bool is_settled(const SpaceFacts& facts, const ir::Rule& rule) {
  return rule.connected || !facts.demanded[rule.lhs.index()];
}

Words state_table(const SpaceFacts& facts) {
  Words table;
  for (std::size_t nonterminal = 0; nonterminal < facts.space.nonterminals.size(); ++nonterminal) {
    for (const ir::Connection needs : {ir::kConnected, ir::kCut, ir::kEither}) {
      for (std::uint32_t room = 0; room < facts.room_slots(); ++room) {
        const bool possible = room > 0 || !facts.depth();
        const auto state = possible ? facts.state(ir::NonterminalId(nonterminal), needs, room) : std::nullopt;
        table.push_back(state.value_or(ir::StateId(facts.automaton.size())).value);
      }
    }
  }
  return table;
}

Bytes variation_table(const SpaceFacts& facts) {
  Bytes table;
  for (std::size_t i = 0; i < facts.automaton.size(); ++i)
    table.push_back(facts.automaton[ir::StateId(i)].varies);
  table.push_back(0);
  return table;
}

}  // namespace

Analysis::Analysis(const Unit& unit) : unit_(unit) {
  Words arities, strides, opened, nonterminals, first_holes, hole_bits, first_outcomes;
  Bytes outcomes, demanded, settled, cuts, varies;
  for (std::size_t i = 0; i < unit.facts.space.rules.size(); ++i) {
    const ir::Rule& rule = unit.facts.space.rules[i];
    const RuleOutcomes& facts = unit.facts.outcomes[i];
    arities.push_back(static_cast<std::uint32_t>(rule.holes.size()));
    strides.push_back(unit.facts.lengths[i].value_or(1));
    opened.push_back(unit.facts.lengths[i] ? 0 : arities.back());
    nonterminals.push_back(rule.lhs.value);
    first_holes.push_back(static_cast<std::uint32_t>(hole_bits.size()));
    hole_bits.insert(hole_bits.end(), facts.hole_bits.begin(), facts.hole_bits.end());
    first_outcomes.push_back(static_cast<std::uint32_t>(outcomes.size()));
    outcomes.insert(outcomes.end(), facts.table.begin(), facts.table.end());
    demanded.push_back(unit.facts.demanded[rule.lhs.index()]);
    settled.push_back(is_settled(unit.facts, rule));
    const bool same = std::ranges::all_of(facts.table, [&](auto yields) { return yields == facts.table[0]; });
    cuts.push_back(!same ? kCutDepends : unit.facts.connections && facts.table[0] == ir::kCut);
    varies.push_back(unit.facts.varies[rule.lhs.index()].value_or(false));
  }
  arities_ = unit.table("rule.arity", arities);
  strides_ = unit.table("rule.stride", strides);
  opened_ = unit.table("rule.opened", opened);
  nonterminals_ = unit.table("rule.nonterminal", nonterminals);
  first_holes_ = unit.table("rule.first_hole", first_holes);
  hole_bits_ = unit.table("hole.bit", hole_bits);
  first_outcomes_ = unit.table("rule.first_outcome", first_outcomes);
  outcomes_ = unit.table("outcome", outcomes);
  demanded_ = unit.table("rule.demanded", demanded);
  settled_ = unit.table("rule.settled", settled);
  cuts_ = unit.table("rule.cut", cuts);
  always_varies_ = unit.table("rule.varies", varies);
  states_ = unit.table("place.state", state_table(unit.facts));
  varies_ = unit.table("state.varies", variation_table(unit.facts));
}

void Analysis::emit() {
  emit_survey();
  emit_places();
  emit_end();
  emit_parent();
  if (!unit_.facts.bounded) emit_room();
  if (unit_.facts.connections) {
    emit_needs_below();
    emit_needs();
  }
  emit_same();
}

llvm::Value* Analysis::column(Code& code, Value work, Value n, Column which) const {
  Value offset = code.b.CreateMul(n, code.constant(static_cast<std::uint64_t>(which)));
  return code.b.CreateInBoundsGEP(unit_.i(32), work, offset);
}

llvm::Value* Analysis::arity(Code& code, Value rule) const {
  return code.load(arities_, rule, 32);
}

llvm::Value* Analysis::nonterminal(Code& code, Value rule) const {
  return code.load(nonterminals_, rule, 32);
}

llvm::Value* Analysis::always_varies(Code& code, Value rule) const {
  return code.load(always_varies_, rule, 8);
}

llvm::Value* Analysis::varies(Code& code, Value state) const {
  return code.load(varies_, state, 8);
}

llvm::Value* Analysis::state(Code& code, Value nonterminal, Value needs, Value room) const {
  llvm::IRBuilder<>& b = code.b;
  Value row = b.CreateAdd(b.CreateMul(nonterminal, code.constant(3)), b.CreateSub(needs, code.constant(1)));
  if (unit_.facts.depth()) {
    row = b.CreateAdd(b.CreateMul(row, code.constant(unit_.facts.room_slots())), room);
  }
  return code.load(states_, row, 32);
}

llvm::Value* Analysis::outcome(Code& code, Value rule, Value pattern) const {
  return code.load(outcomes_, code.b.CreateAdd(code.load(first_outcomes_, rule, 32), pattern), 8);
}

/// Either connection is asked for of a hole if the rule, with it there, yields what its own place allows.
llvm::Value* Analysis::child_needs(Code& code, Value rule, Value hole, Value pattern, Value needs) const {
  llvm::IRBuilder<>& b = code.b;
  Value bit = code.load(hole_bits_, b.CreateAdd(code.load(first_holes_, rule, 32), hole), 32);
  const auto allowed = [&](Value tried, std::uint64_t connection) {
    Value fits = b.CreateICmpNE(b.CreateAnd(outcome(code, rule, tried), needs), code.constant(0));
    return b.CreateSelect(fits, code.constant(connection), code.constant(0));
  };
  Value connected = allowed(b.CreateAnd(pattern, b.CreateNot(bit)), ir::kConnected);
  return b.CreateOr(connected, allowed(b.CreateOr(pattern, bit), ir::kCut), "needs");
}

void Analysis::call_survey(Code& code, Value rules, Value n, Value work, Value from, Value to) const {
  code.b.CreateCall(survey_, {rules, n, work, from, to});
}

void Analysis::call_places(Code& code, Value rules, Value n, Value work) const {
  code.b.CreateCall(places_, {rules, n, work});
}

llvm::Value* Analysis::call_end(Code& code, Value rules, Value position) const {
  return code.b.CreateCall(end_, {rules, position}, "end");
}

llvm::Value* Analysis::call_room(Code& code, Value rules, Value position) const {
  return code.b.CreateCall(room_, {rules, position}, "room");
}

llvm::Value* Analysis::call_needs(Code& code, Value rules, Value n, Value work, Value position) const {
  return code.b.CreateCall(needs_, {rules, n, work, position}, "needs");
}

llvm::Value* Analysis::call_same(Code& code, Value a, Value b, Value length) const {
  return code.b.CreateCall(same_, {a, b, length}, "same");
}

}  // namespace nasg::codegen
