// SPDX-License-Identifier: Apache-2.0
// Traces derivations through the wirings of their rules, into whole and folded graphs. Private to graph.cpp.
#pragma once

#include <span>
#include <vector>

#include "runtime/derivation/graph.h"
#include "runtime/derivation/graph_wiring.h"

namespace nasg::derivation {

/// 1. The whole graph is traced first: node sets flow through the operators, from the root down. A node that
///    reads nothing is made all the same, so that what it feeds has an input; this also tells which operators
///    have none (their first nodes read nothing).
/// 2. For each folded level the operators nested deeper become nodes. Which values of an operator are read is
///    found backwards over its steps, then the steps are traced: an unread node passes what it reads to the
///    operator's output, a node that reads nothing passes the operator's input on.
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

  /// The derivation must stay until its last trace is made.
  void start(const Derivation& derivation);
  void whole(Trace& trace);
  /// After `whole`.
  void folded(std::uint32_t level, Trace& trace);

 private:
  /// A range of the pool.
  struct Set {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool empty() const { return begin == end; }
  };
  struct Slot {
    Set set;
    bool read = false;
  };
  /// Where the slots and holes of one operator stand on the stacks.
  struct Frame {
    const Wiring& wiring;
    std::size_t slots;
    std::size_t holes;
  };

  const RuleForm& form(std::uint32_t position) const {
    return tables_.wirings.rules[rules_[position].index()];
  }
  /// Rules that are a lone hole are what they derive.
  std::uint32_t resolve(std::uint32_t position) const {
    while (form(position).kind == RuleForm::Kind::kUnit) ++position;
    return position;
  }
  bool expanded(std::uint32_t position, std::uint32_t depth) const;

  Set single(std::uint32_t node);
  /// `set` must be the last that was copied, if it was.
  void unite(Set& set, Set more, bool& copied);
  Set join(const Frame& frame, const std::vector<std::uint32_t>& slots);
  Set node(std::uint32_t label, Set reads);

  void trace_roots(Trace& into);
  bool reached(std::uint32_t node) const {
    return node <= tables_.wirings.inputs || trace_->begin[node] != trace_->begin[node + 1];
  }
  void push_inputs(const Frame& caller, const std::vector<std::uint32_t>& slots);
  Set trace(std::uint32_t position, std::size_t inputs, std::uint32_t depth);
  Set trace_chain(std::uint32_t position, Set passed, std::uint32_t depth);
  bool derives_zero(std::uint32_t position) const;
  Set trace_steps(const Frame& frame, Set passed, std::uint32_t depth);
  Set trace_step(const Frame& frame, const Wiring::Step& step, std::uint32_t depth);
  void mark_read(const Frame& frame);
  void mark_equal_operators();
  void hash_prefixes();
  /// Of the rules [p, e) of a subtree: prefix[e] - prefix[p] × factor^(e - p), modulo 2^64.
  std::uint64_t subtree_hash(std::uint32_t p) const {
    return prefixes_[ends_[p]] - prefixes_[p] * powers_[ends_[p] - p];
  }

  const Tables& tables_;
  std::span<const ir::RuleId> rules_;
  std::vector<std::uint32_t> ends_;
  std::vector<char> starved_;  ///< by position: an operator that has no input in the whole graph
  static constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15ULL;
  std::vector<std::uint64_t> prefixes_;
  std::vector<std::uint64_t> powers_;
  std::vector<std::uint32_t> pool_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> holes_;  ///< positions
  Trace* trace_ = nullptr;
  bool folded_ = false;
  std::uint32_t level_ = 0;
  std::uint32_t root_ = 0;
};

}  // namespace nasg::derivation
