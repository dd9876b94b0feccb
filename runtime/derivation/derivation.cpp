// SPDX-License-Identifier: Apache-2.0
// Walks over derivations: extents, depth, validity, hash.
#include "runtime/derivation/derivation.h"

#include <algorithm>

#include "runtime/derivation/analysis.h"
#include "runtime/derivation/limits.h"

namespace nasg::derivation {

std::vector<std::uint32_t> subtree_ends(const ir::Space& space, std::span<const ir::RuleId> rules) {
  std::vector<std::uint32_t> ends(rules.size());
  for (auto p = static_cast<std::uint32_t>(rules.size()); p-- > 0;) {
    std::uint32_t end = p + 1;
    for (std::size_t hole = space[rules[p]].holes.size(); hole-- > 0;) {
      NASG_ASSERT(end < rules.size(), "a derivation holds the parts of every rule");
      end = ends[end];
    }
    ends[p] = end;
  }
  return ends;
}

std::uint32_t depth(const ir::Space& space, std::span<const ir::RuleId> rules) {
  const std::vector<std::uint32_t> heights = subtree_heights(space, rules, subtree_ends(space, rules));
  return heights.empty() ? 0 : *std::max_element(heights.begin(), heights.end());
}

namespace {

/// Whether the array is one derivation after another of the space's roots.
bool is_whole(const ir::Space& space, std::span<const ir::RuleId> rules) {
  std::vector<ir::NonterminalId> expected(space.roots.rbegin(), space.roots.rend());
  for (const ir::RuleId id : rules) {
    if (expected.empty() || id.index() >= space.rules.size()) return false;
    const ir::Rule& rule = space[id];
    if (rule.lhs != expected.back()) return false;
    expected.pop_back();
    expected.insert(expected.end(), rule.holes.rbegin(), rule.holes.rend());
  }
  return expected.empty();
}

}  // namespace

bool is_valid(const ir::Space& space, const ir::Automaton& automaton, std::span<const ir::RuleId> rules) {
  if (rules.size() > ir::kMaxRules || !is_whole(space, rules)) return false;
  const std::vector<std::uint32_t> ends = subtree_ends(space, rules);
  if (!connections(space, automaton, rules, ends)) return false;
  const std::vector<std::uint32_t> heights = subtree_heights(space, rules, ends);
  if (*std::max_element(heights.begin(), heights.end()) > deepest(space)) return false;
  return space.limits.empty() || LimitChecker(space).keeps({{rules.begin(), rules.end()}});
}

/// FNV-1a over the rule ids.
std::size_t Hash::operator()(const Derivation& derivation) const noexcept {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const ir::RuleId rule : derivation.rules) hash = (hash ^ rule.value) * 0x100000001B3ULL;
  return static_cast<std::size_t>(hash ^ (hash >> 32));
}

}  // namespace nasg::derivation
