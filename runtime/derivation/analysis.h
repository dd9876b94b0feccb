// SPDX-License-Identifier: Apache-2.0
// What variation asks of every position of a derivation. The words are those of variation.h.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compiler/ir/automaton.h"
#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

/// min(depth limit, kMaxDepth)
std::uint32_t deepest(const ir::Space& space);

/// By position, rules on the longest path downwards. O(n).
std::vector<std::uint32_t> subtree_heights(const ir::Space& space, std::span<const ir::RuleId> rules,
                                           std::span<const std::uint32_t> ends);

/// By position, what its derivation is; nothing if a rule's constraint forbids it. O(n).
std::optional<std::vector<ir::Connection>> connections(const ir::Space& space, const ir::Automaton& automaton,
                                                       std::span<const ir::RuleId> rules,
                                                       std::span<const std::uint32_t> ends);

/// The places of a valid derivation, by position.
struct Places {
  std::vector<std::uint32_t> ends;
  std::vector<std::uint32_t> rooms;
  std::vector<ir::Connection> connections;
  std::vector<ir::Connection> needs;
};
/// O(n). Where no rule of the space has a constraint (`constrained` is false), connections are not worked
/// out: all are taken as connected.
Places find_places(const ir::Space& space, const ir::Automaton& automaton, std::span<const ir::RuleId> rules,
                   bool constrained);

}  // namespace nasg::derivation
