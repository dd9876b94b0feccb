// SPDX-License-Identifier: Apache-2.0
// One pass from the leaves up, one from the roots down.
#include "runtime/derivation/analysis.h"

#include <algorithm>

namespace nasg::derivation {

using ir::Connection;
using ir::RuleId;

std::uint32_t deepest(const ir::Space& space) {
  return std::min(space.depth_limit.value_or(ir::kMaxDepth), ir::kMaxDepth);
}

std::vector<std::uint32_t> subtree_heights(const ir::Space& space, std::span<const RuleId> rules,
                                           std::span<const std::uint32_t> ends) {
  std::vector<std::uint32_t> heights(rules.size());
  for (auto p = static_cast<std::uint32_t>(rules.size()); p-- > 0;) {
    std::uint32_t below = 0;
    std::uint32_t child = p + 1;
    for (std::size_t hole = space[rules[p]].holes.size(); hole-- > 0; child = ends[child])
      below = std::max(below, heights[child]);
    heights[p] = below + 1;
  }
  return heights;
}

std::optional<std::vector<Connection>> connections(const ir::Space& space, const ir::Automaton& automaton,
                                                   std::span<const RuleId> rules,
                                                   std::span<const std::uint32_t> ends) {
  std::vector<Connection> result(rules.size());
  std::vector<Connection> holes;
  for (auto p = static_cast<std::uint32_t>(rules.size()); p-- > 0;) {
    holes.clear();
    std::uint32_t child = p + 1;
    for (std::size_t hole = space[rules[p]].holes.size(); hole-- > 0; child = ends[child])
      holes.push_back(result[child]);
    const std::optional<Connection> connection = automaton.connection(rules[p], holes);
    if (!connection) return std::nullopt;
    result[p] = *connection;
  }
  return result;
}

namespace {

/// What the hole `at` may be, so that the rule still yields something in `needs`. Leaves `holes` as it was.
Connection hole_needs(const ir::Automaton& automaton, RuleId rule, Connection needs,
                      std::vector<Connection>& holes, std::size_t at) {
  const Connection now = holes[at];
  std::uint8_t fitting = 0;
  for (const Connection option : {ir::kConnected, ir::kCut}) {
    holes[at] = option;
    const std::optional<Connection> outcome = automaton.connection(rule, holes);
    if (outcome && (*outcome & needs) != 0) fitting |= option;
  }
  holes[at] = now;
  return static_cast<Connection>(fitting);
}

void descend(const ir::Space& space, const ir::Automaton& automaton, std::span<const RuleId> rules,
             Places& places, std::uint32_t p, std::vector<Connection>& holes) {
  const ir::Rule& rule = space[rules[p]];
  const bool bound = rule.connected || places.needs[p] != ir::kEither;
  holes.clear();
  std::uint32_t child = p + 1;
  for (std::size_t hole = 0; hole < rule.holes.size(); ++hole, child = places.ends[child]) {
    places.rooms[child] = places.rooms[p] - 1;
    if (bound) holes.push_back(places.connections[child]);
  }
  if (!bound) return;
  child = p + 1;
  for (std::size_t hole = 0; hole < rule.holes.size(); ++hole, child = places.ends[child])
    places.needs[child] = hole_needs(automaton, rules[p], places.needs[p], holes, hole);
}

}  // namespace

Places find_places(const ir::Space& space, const ir::Automaton& automaton, std::span<const RuleId> rules,
                   bool constrained) {
  Places places;
  places.ends = subtree_ends(space, rules);
  places.rooms.assign(rules.size(), deepest(space));
  places.needs.assign(rules.size(), ir::kEither);
  if (constrained) {
    std::optional<std::vector<Connection>> found = connections(space, automaton, rules, places.ends);
    NASG_ASSERT(found, "a valid derivation keeps the constraints");
    places.connections = std::move(*found);
  } else {
    places.connections.assign(rules.size(), ir::kConnected);
  }
  std::vector<Connection> holes;
  for (std::uint32_t p = 0; p < rules.size(); ++p) descend(space, automaton, rules, places, p, holes);
  return places;
}

}  // namespace nasg::derivation
