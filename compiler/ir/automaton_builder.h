// SPDX-License-Identifier: Apache-2.0
// Builds the automaton of a space, step by step.
#pragma once

#include <vector>

#include "compiler/ir/automaton.h"

namespace nasg::ir {

/// 1. Connection circuits of the rules; least fixed point of what each nonterminal's derivations can be.
/// 2. Heights of the nonterminals, and the nonterminals of which some constraint asks a connection.
/// 3. A draft of every state with every choice, and of those that spend a budget, as far as the root leads to
///    them; those that no derivation completes are dropped.
/// 4. Masses and counts, children before parents; over a recursion, masses by iteration.
class AutomatonBuilder {
 public:
  AutomatonBuilder(const Space& space, Budget budget) : space_(space) {
    result_.budget_ = std::make_shared<const Budget>(std::move(budget));
  }
  /// The budget has more ways to be spent than kMaxBudgetWays: nothing was built.
  bool too_many() const { return too_many_; }
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
    Spent spent = Budget::kAnything;
    std::size_t slot = 0;
    std::vector<Way> ways;
  };

  void make_outcomes();
  bool grow_possible(const Rule& rule, std::size_t index);
  void find_heights();
  void find_demanded();
  diag::Status draft_states();
  diag::Status draft_budget();
  diag::Status draft(NonterminalId nonterminal, Connection needs, std::uint32_t depth, Spent spent);
  diag::Status draft_rule(Draft& draft, RuleId rule);
  void draft_patterns(Draft& draft, RuleId rule, const std::vector<std::uint32_t>& mixed);
  void add_way(Draft& draft, RuleId rule, const std::vector<std::uint32_t>& mixed, std::uint64_t cut);
  std::size_t want(NonterminalId nonterminal, Connection needs, std::uint32_t depth, Spent spent);
  void add_divisions(Draft& draft, RuleId rule, const std::vector<Connection>& needs);
  /// How deep the states of a nonterminal go at most.
  std::uint32_t deepest(NonterminalId nonterminal) const;
  void drop_dead_ends();
  void make_states();
  void settle();
  void weigh_all();
  double weigh(State& state) const;
  void count(State& state) const;
  void mark_varying();
  diag::Status make_starts();
  std::optional<StateId> make_budget_start(NonterminalId root);

  const Space& space_;
  Automaton result_;
  std::vector<bool> demanded_;       ///< by nonterminal
  std::vector<double> weight_sums_;  ///< by nonterminal
  std::vector<Draft> drafts_;
  std::vector<Draft> wanted_;  ///< places that choices lead to and that spend a budget, in order of discovery
  std::vector<bool> is_wanted_;  ///< by slot
  std::size_t budget_ways_ = 0;
  bool too_many_ = false;
  std::vector<StateId> by_depth_;  ///< shallow states first
  std::vector<StateId> settled_;   ///< children before parents; without the states that a recursion reaches
};

}  // namespace nasg::ir
