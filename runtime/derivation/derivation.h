// SPDX-License-Identifier: Apache-2.0
// A derivation: the rules of an architecture's term in preorder.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include "compiler/ir/automaton.h"

namespace nasg::derivation {

/// The genotype. The derivations of a space's roots follow one another; each is its rule, then the
/// derivations of that rule's holes in order. Two derivations are equal when their arrays are.
struct Derivation {
  std::vector<ir::RuleId> rules;
  friend auto operator<=>(const Derivation&, const Derivation&) = default;
};

/// Makes `whole` the rules of the parts, one after the other; no part lies in it.
void join(std::initializer_list<std::span<const ir::RuleId>> parts, Derivation& whole);

/// For every position the end of its subtree: the subtree of p is [p, ends[p]). O(n).
std::vector<std::uint32_t> subtree_ends(const ir::Space& space, std::span<const ir::RuleId> rules);

/// Rules on the longest path from a root, 1 for a single rule. O(n).
std::uint32_t depth(const ir::Space& space, std::span<const ir::RuleId> rules);

/// Whether the array is a whole derivation of the space that keeps its constraints.
bool is_valid(const ir::Space& space, const ir::Automaton& automaton, std::span<const ir::RuleId> rules);

/// For hash tables.
struct Hash {
  std::size_t operator()(const Derivation& derivation) const noexcept;
};

}  // namespace nasg::derivation
