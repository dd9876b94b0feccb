// SPDX-License-Identifier: Apache-2.0
// The neighbours of a derivation: those that one exchanged production leads to.
#pragma once

#include <vector>

#include "runtime/derivation/limits.h"
#include "runtime/derivation/sampler.h"

namespace nasg::derivation {

/// What local search steps between. In a space of strings (NAS-Bench-201) a neighbour differs in one letter;
/// here it differs in one production: the rule at a position gives way to another alternative of its
/// nonterminal. Parts below it stay where the new rule asks for the same nonterminal again (the first of the
/// old for the first of the new, and so on); parts that it asks for besides are drawn, by a generator that
/// follows from the parent, the position and the rule. So a derivation has always the same neighbours.
class Neighbourhood {
 public:
  /// Space and automaton must outlive it. Cost: that of a Sampler.
  Neighbourhood(const ir::Space& space, const ir::Automaton& automaton);

  struct Exchange {
    std::uint32_t position = 0;
    ir::RuleId rule;
  };
  /// Every exchange, by position, then by rule. Alternatives of weight 0 are left out. O(result).
  std::vector<Exchange> exchanges(const Derivation& parent) const;

  /// What an exchange leads to; nothing if it breaks a constraint or a limit of the space, or if a part that
  /// must be drawn does not fit there. O(n).
  std::optional<Derivation> apply(const Derivation& parent, const Exchange& exchange) const;

  /// All neighbours, in the order of their exchanges. O(exchanges × n).
  std::vector<Derivation> all(const Derivation& parent) const;

 private:
  bool draw(ir::NonterminalId nonterminal, std::uint32_t room, Rng& rng, RuleBuffer& out) const;
  bool keeps_rules(const Derivation& child) const;

  const ir::Space& space_;
  const ir::Automaton& automaton_;
  Sampler sampler_;
  LimitChecker limits_;
};

}  // namespace nasg::derivation
