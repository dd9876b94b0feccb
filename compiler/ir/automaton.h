// SPDX-License-Identifier: Apache-2.0
// The grammar with its constraints folded in: what may be drawn where, how likely, and how many ways.
#pragma once

#include <gmpxx.h>

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/budget.h"
#include "compiler/ir/connection.h"
#include "compiler/ir/space.h"

namespace nasg::ir {

using BigInt = mpz_class;

/// A derivation is connected if some path from its input to its output is cut by no `zero`; otherwise it
/// is zero. A set of the two is what a place asks of the derivation that is put there.
enum Connection : std::uint8_t { kConnected = 1, kCut = 2, kEither = 3 };

inline constexpr std::uint32_t kUnlimitedDepth = UINT32_MAX;
/// More ways than this to spend what counts are limited to are not laid out; the limits are then checked on
/// draws.
inline constexpr std::size_t kMaxBudgetWays = std::size_t{1} << 14;
/// Derivations nested deeper, or longer, than this are refused, so that walks cannot run away.
inline constexpr std::uint32_t kMaxDepth = 1000;
inline constexpr std::uint32_t kMaxRules = 1U << 20;
/// Counts of more bits than this are not worked out: they double with every level of a recursion.
inline constexpr std::size_t kMaxCountBits = std::size_t{1} << 20;

/// One way to go on: a rule, and what its holes are asked for.
struct Choice {
  RuleId rule;
  std::vector<StateId> children;
  double mass = 0;  ///< probability that the weighted grammar goes this way and ends within the state
  BigInt count;     ///< derivations that begin this way
};

/// A nonterminal, what is asked of its connection, how deep it may still go (its own rule counted), and what
/// it spends of the limits on counts, or Budget::kAnything.
struct State {
  NonterminalId nonterminal;
  Connection needs = kEither;
  std::uint32_t depth = kUnlimitedDepth;
  Spent spent = Budget::kAnything;
  std::vector<Choice> choices;  ///< only those that some derivation completes
  double mass = 0;
  /// false: infinitely many derivations, or more than 2^kMaxCountBits; `count` says nothing
  bool finite = true;
  BigInt count;
  bool varies = false;  ///< two derivations of positive mass exist
};

/// A tree automaton, the product of the grammar with its constraints. Weighted sampling is the grammar's
/// distribution conditioned on the constraints: no draw is ever rejected.
class Automaton {
 public:
  /// Cost: states are nonterminals × connection × remaining depth, and a rule with m holes that can be both
  /// connected and cut has up to 2^m choices where a constraint bears on it (there E0402 if m > 16), else
  /// one. A depth limit counts as kMaxDepth at most. E0403 if a root has no derivation. States stand in the
  /// order of nonterminal, connection, depth, spent; choices in the order of rule, pattern (bit i: mixed hole
  /// i is cut) and division of what is spent. Where counts are limited, the state of the root comes last: it
  /// has the choices of all that may be spent.
  static diag::Result<Automaton> build(const Space& space);

  StateId start(std::size_t root) const { return starts_[root]; }
  const State& operator[](StateId id) const { return states_[id.index()]; }
  std::size_t size() const { return states_.size(); }
  /// The state for a place: `depth` is brought down to what its nonterminal can use, and what it always is
  /// need not be asked. None if nothing fits there. Without a depth limit pass kUnlimitedDepth.
  std::optional<StateId> find(NonterminalId nonterminal, Connection needs, std::uint32_t depth) const;

  /// The connections that some derivation of a nonterminal has, at any depth; 0 if it has no derivation.
  Connection possible(NonterminalId id) const { return Connection{possible_[id.index()]}; }

  /// What a rule yields from what its holes are; nothing if its constraint forbids it.
  std::optional<Connection> connection(RuleId rule, std::span<const Connection> holes) const;

  /// What a rule spends with what its holes do.
  Spent spent(RuleId rule, std::span<const Spent> holes) const { return budget_->spent(rule, holes); }
  /// Whether what is drawn from the starts keeps all limits; draws from other states keep no limit but the
  /// depth.
  bool keeps_limits() const;
  /// The limit that is not kept, where one is not.
  std::optional<std::size_t> open_limit() const;

  /// Number of derivations of the space (the product over its roots); none if it is infinite, or if a limit
  /// is open.
  std::optional<BigInt> count() const;
  /// The same without the limits that are open.
  std::optional<BigInt> count_drawn() const;

 private:
  friend class AutomatonBuilder;

  /// How a rule's connection follows from its holes'.
  struct Outcome {
    ConnectionCircuit circuit;
    bool must_connect = false;
    std::uint64_t table =
        0;  ///< up to six holes: bit k is the result where bit i of k says that hole i is connected
  };
  std::optional<std::size_t> slot(NonterminalId nonterminal, Connection needs, std::uint32_t depth,
                                  Spent spent = Budget::kAnything) const;
  /// How many slots a nonterminal, connection and depth have.
  std::size_t spent_slots() const { return std::size_t{budget_->size()} + 1; }

  std::vector<State> states_;
  std::vector<StateId> starts_;
  std::vector<Outcome> outcomes_;       ///< by rule
  std::vector<std::uint8_t> possible_;  ///< by nonterminal: the connections that its derivations have
  std::vector<std::uint32_t> heights_;  ///< by nonterminal: deepest derivation, or kUnlimitedDepth
  std::shared_ptr<const Budget> budget_;
  std::uint32_t depth_slots_ = 0;  ///< the largest remaining depth, 0: the space sets no limit
  std::vector<StateId> index_;     ///< by slot
};

}  // namespace nasg::ir
