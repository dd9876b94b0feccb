// SPDX-License-Identifier: Apache-2.0
// Rule bodies as text: what the written forms of derivations have in common.
#pragma once

#include <functional>
#include <string>

#include "compiler/ir/space.h"

namespace nasg::derivation {

/// How tightly an operator binds; an operand that binds less is put in parentheses.
enum Binding : int { kLetBinds, kChainBinds, kSumBinds, kProductBinds, kPowerBinds, kPrimaryBinds };

Binding binding(const ir::Space& space, ir::ExprId body);
/// Of a rule's term: that of its body, or of the derivation in its only hole.
inline bool is_unit(const ir::Space& space, const ir::Rule& rule) {
  return rule.lets.empty() && std::holds_alternative<ir::Hole>(space[rule.body].node);
}

/// Whether a notation may leave the rule out: what stands in its only hole tells the rest.
inline bool is_understood(const ir::Space& space, const ir::Rule& rule) {
  return is_unit(space, rule) || (rule.holes.size() == 1 && space[rule.lhs].rule_count == 1);
}

/// Appends what stands in a hole, in parentheses if it binds less than `least`.
using HoleWriter = std::function<void(std::uint32_t hole, Binding least, std::string& out)>;

/// Appends the term of a rule: its lets, then its body.
void write_rule(const ir::Space& space, const ir::Rule& rule, Binding least, const HoleWriter& hole,
                std::string& out);

/// The nonterminal as a bracketed derivation writes it: its name without blanks, which that of a choice may
/// have.
std::string symbol_text(const ir::Nonterminal& nonterminal);

/// The outermost operator: `Cell`, `conv3x3`, `>>`, `+`, `^3`; "let" for a rule with lets, "" for a hole.
std::string operator_text(const ir::Space& space, const ir::Rule& rule);
std::string operator_text(const ir::Space& space, ir::ExprId body);

/// The alternative as the grammar has it, holes as names of nonterminals: `Linear2(CELL, resBlock)`.
std::string pattern(const ir::Space& space, const ir::Rule& rule);

/// The operands of an expression, nothing for leaves and holes.
std::vector<ir::ExprId> operands(const ir::Space& space, ir::ExprId body);

}  // namespace nasg::derivation
