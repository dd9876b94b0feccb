// SPDX-License-Identifier: Apache-2.0
// Traces derivations through the wirings of their rules, into whole and folded graphs. Private to graph.cpp.
#pragma once

#include <span>
#include <vector>

#include "runtime/derivation/graph.h"
#include "runtime/derivation/graph_survey.h"

namespace nasg::derivation {

/// 1. The whole graph is traced first: node sets flow through the operators, from the root down. A node that
///    reads nothing is made all the same, so that what it feeds has an input; this also tells which operators
///    have none (their first nodes read nothing).
/// 2. For each folded level the operators nested deeper become nodes. Which values of an operator are read is
///    known from the survey; its steps are traced: an unread node passes what it reads to the operator's
///    output, a node that reads nothing passes the operator's input on.
/// 3. Of what a node reads, the nodes that no input leads to are left out of the trace.
class Tracer {
 public:
  struct Tables {
    const ir::Space& space;
    const Wirings& wirings;
    /// By nonterminal: from which folded level on it is expanded; empty if the levels go by depth.
    std::vector<std::uint32_t> groups;
  };

  /// The tables must outlive the tracer.
  explicit Tracer(const Tables& tables) : tables_(tables) {}

  /// The derivation must stay until its last trace is made. `folded`: there will be some.
  void start(const Derivation& derivation, bool folded);
  void whole(Trace& trace);
  /// After `whole`.
  void folded(std::uint32_t level, Trace& trace);

 private:
  /// Nodes: one by itself, more as a range of the pool. One that reads nothing is marked with kUnreached.
  struct Set {
    std::uint32_t first = 0;  ///< the node, or the begin of the range
    std::uint32_t size = 0;
    bool empty() const { return size == 0; }
    friend bool operator==(const Set&, const Set&) = default;
  };
  static constexpr std::uint32_t kUnreached = std::uint32_t{1} << 31;
  /// An operator at work.
  struct Frame {
    const Survey::Place& place;
    const Wiring& wiring;
    std::size_t slots;  ///< where its slots stand on the stack
  };

  bool expanded(std::uint32_t position, std::uint32_t depth) const;

  std::uint32_t member(Set set, std::uint32_t i) const {
    return set.size == 1 ? set.first : pool_[set.first + i];
  }
  void mark(std::uint32_t node);
  /// `set` must be the last that was copied, if it was.
  void unite(Set& set, Set more, bool& copied);
  Set join(const Frame& frame, const std::vector<std::uint32_t>& slots);
  void read(Set set);
  Set node(std::uint32_t label, Set reads);

  void trace_roots(Trace& into);
  void push_inputs(const Frame& caller, const std::vector<std::uint32_t>& slots);
  Set trace(std::uint32_t position, std::size_t inputs, std::uint32_t depth);
  Set apply(std::uint32_t position, Set input, std::uint32_t depth);
  Set trace_chain(std::uint32_t position, Set passed, std::uint32_t depth);
  Set trace_steps(const Frame& frame, Set passed, std::uint32_t depth);
  Set trace_step(const Frame& frame, const Wiring::Step& step, std::uint32_t depth);
  void mark_equal_operators();
  void hash_prefixes();
  /// Of the rules [p, e) of a subtree: prefix[e] - prefix[p] × factor^(e - p), modulo 2^64.
  std::uint64_t subtree_hash(std::uint32_t p) const {
    const std::uint32_t end = survey_[p].end;
    return prefixes_[end] - prefixes_[p] * powers_[end - p];
  }

  const Tables& tables_;
  Survey survey_;
  std::vector<char> starved_;  ///< by position: an operator that has no input in the whole graph
  bool any_starved_ = false;
  bool will_fold_ = false;
  static constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15ULL;
  std::vector<std::uint64_t> prefixes_;
  std::vector<std::uint64_t> powers_ = {1};
  std::vector<std::uint32_t> pool_;
  std::vector<std::uint64_t> marks_;  ///< by node: the union that it was last in
  std::uint64_t unions_ = 0;
  std::vector<Set> slots_;
  std::vector<Set> inputs_;
  std::vector<Set> outputs_;
  Trace* trace_ = nullptr;
  std::uint32_t nodes_ = 0;  ///< of the trace so far
  std::uint32_t reads_ = 0;
  bool folded_ = false;
  std::uint32_t level_ = 0;
  std::uint32_t first_label_ = 0;  ///< of the root
};

}  // namespace nasg::derivation
