// SPDX-License-Identifier: Apache-2.0
// Builds the automaton of a space, step by step.
#pragma once

#include <vector>

#include "compiler/ir/automaton.h"

namespace nasg::ir {

/// 1. Connection circuits of the rules; least fixed point of what each nonterminal's derivations can be.
/// 2. Heights of the nonterminals, and the nonterminals of which some constraint asks a connection.
/// 3. A draft of every state with every choice; those that no derivation completes are dropped.
/// 4. Masses and counts, children before parents; over a recursion, masses by iteration.
class AutomatonBuilder {
 public:
  explicit AutomatonBuilder(const Space& space) : space_(space) {}
  diag::Result<Automaton> build();

 private:
  struct Draft {
    struct Way {
      RuleId rule;
      std::vector<std::size_t> children;  ///< slots
      bool completes = false;
    };
    NonterminalId nonterminal;
    Connection needs = kEither;
    std::uint32_t depth = 0;
    std::size_t slot = 0;
    std::vector<Way> ways;
  };

  void make_outcomes();
  bool grow_possible(const Rule& rule, std::size_t index);
  void find_heights();
  void find_demanded();
  diag::Status draft_states();
  diag::Status draft(NonterminalId nonterminal, Connection needs, std::uint32_t depth);
  diag::Status draft_rule(Draft& draft, RuleId rule);
  void draft_patterns(Draft& draft, RuleId rule, const std::vector<std::uint32_t>& mixed);
  void add_way(Draft& draft, RuleId rule, const std::vector<std::uint32_t>& mixed, std::uint64_t cut);
  void drop_dead_ends();
  void make_states();
  void settle();
  void weigh_all();
  double weigh(State& state) const;
  void count(State& state) const;
  void mark_varying();
  diag::Status make_starts();

  const Space& space_;
  Automaton result_;
  std::vector<bool> demanded_;       ///< by nonterminal
  std::vector<double> weight_sums_;  ///< by nonterminal
  std::vector<Draft> drafts_;
  std::vector<StateId> by_depth_;  ///< shallow states first
  std::vector<StateId> settled_;   ///< children before parents; without the states that a recursion reaches
};

}  // namespace nasg::ir
