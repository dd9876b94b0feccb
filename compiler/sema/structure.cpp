// SPDX-License-Identifier: Apache-2.0
// Productivity, unit cycles and reachability of grammars.
#include "compiler/sema/structure.h"

#include <algorithm>
#include <set>

#include "compiler/diag/codes/names.h"
#include "compiler/ir/automaton.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

namespace {

constexpr std::uint32_t kNone = UINT32_MAX;

std::string cycle_text(const ir::Space& space, const std::vector<ir::NonterminalId>& cycle) {
  std::string out;
  for (const ir::NonterminalId id : cycle) out += space[id].name + " -> ";
  return out + space[cycle.front()].name;
}

/// The cycles of the walks x, next(x), next(next(x)), … over those that `takes_part`, each turned so that
/// what the program defines first comes first. O(nonterminals).
template <class TakesPart, class Next>
std::vector<std::vector<ir::NonterminalId>> cycles(std::size_t count, TakesPart takes_part, Next next) {
  std::vector<std::vector<ir::NonterminalId>> found;
  std::vector<std::size_t> seen_by(count, count);  // the walk that came by first
  for (std::size_t i = 0; i < count; ++i) {
    if (!takes_part(i)) continue;
    std::vector<ir::NonterminalId> walk;
    std::size_t at = i;
    for (; seen_by[at] == count; at = next(at)) {
      seen_by[at] = i;
      walk.emplace_back(at);
    }
    if (seen_by[at] != i || walk.empty()) continue;
    walk.erase(walk.begin(), std::ranges::find(walk, ir::NonterminalId(at)));
    std::ranges::rotate(walk, std::ranges::min_element(walk));
    found.push_back(std::move(walk));
  }
  return found;
}

void report_unproductive(const ir::Space& space, const std::vector<std::uint32_t>& depths, diag::Sink& sink) {
  const auto none = [&](std::size_t id) { return depths[id] == kNone; };
  const auto next = [&](std::size_t id) {
    const ir::Rule& rule = space.rules[space.nonterminals[id].first_rule];
    return std::ranges::find_if(rule.holes, [&](auto hole) { return depths[hole.index()] == kNone; })
        ->index();
  };
  for (const auto& cycle : cycles(depths.size(), none, next))
    sink.add(make(code::E0216, space[cycle.front()].place, space[cycle.front()].name))
        .note("each of its alternatives leads back: " + cycle_text(space, cycle));
}

// Steps A -> B whose rule is B alone; a walk along them that comes back changes nothing.
void report_unit_cycles(const ir::Space& space, const std::vector<std::uint32_t>& depths, diag::Sink& sink) {
  const std::size_t count = space.nonterminals.size();
  std::vector<std::set<std::size_t>> steps(count);
  for (const ir::Rule& rule : space.rules)
    if (rule.body.valid() && std::holds_alternative<ir::Hole>(space[rule.body].node))
      steps[rule.lhs.index()].insert(rule.holes[0].index());
  // A nonterminal stays while it has a step to one that stays: what then remains leads into a cycle.
  std::vector<bool> stays(count);
  for (std::size_t i = 0; i < count; ++i) stays[i] = depths[i] != kNone;
  const auto staying = [&](std::size_t to) { return static_cast<bool>(stays[to]); };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < count; ++i) {
      if (!stays[i] || std::ranges::any_of(steps[i], staying)) continue;
      stays[i] = false;
      changed = true;
    }
  }
  const auto next = [&](std::size_t id) { return *std::ranges::find_if(steps[id], staying); };
  for (const auto& cycle : cycles(count, staying, next))
    sink.add(make(code::E0231, space[cycle.front()].place, space[cycle.front()].name))
        .note("by the steps " + cycle_text(space, cycle));
}

}  // namespace

std::vector<std::uint32_t> least_depths(const ir::Space& space) {
  std::vector<std::uint32_t> depths(space.nonterminals.size(), kNone);
  for (std::size_t i = 0; i < depths.size(); ++i)
    if (space.nonterminals[i].rule_count == 0) depths[i] = 1;  // it has an error of syntax
  for (bool changed = true; changed;) {
    changed = false;
    for (const ir::Rule& rule : space.rules) {
      std::uint32_t deepest = 0;
      if (rule.body.valid())
        for (const ir::NonterminalId hole : rule.holes) deepest = std::max(deepest, depths[hole.index()]);
      if (deepest == kNone || deepest + 1 >= depths[rule.lhs.index()]) continue;
      depths[rule.lhs.index()] = deepest + 1;
      changed = true;
    }
  }
  return depths;
}

bool check_structure(const ir::Space& space, diag::Sink& sink) {
  const std::vector<std::uint32_t> depths = least_depths(space);
  report_unproductive(space, depths, sink);
  report_unit_cycles(space, depths, sink);
  bool productive = std::ranges::find(depths, kNone) == depths.end();
  for (const ir::NonterminalId root : space.roots) {
    const std::uint32_t depth = depths[root.index()];
    const std::uint32_t limit = space.depth_limit.value_or(ir::kMaxDepth);
    if (depth == kNone || depth <= limit) continue;
    productive = false;
    sink.add(
        make(code::E0230, space[root].place, space[root].name, std::to_string(depth), std::to_string(limit)));
  }
  return productive;
}

void check_reachability(const ir::Space& space, const std::set<std::size_t>& inherited, diag::Sink& sink) {
  std::vector<bool> reached(space.nonterminals.size(), false);
  std::vector<ir::NonterminalId> open = space.roots;
  while (!open.empty()) {
    const ir::NonterminalId id = open.back();
    open.pop_back();
    if (reached[id.index()]) continue;
    reached[id.index()] = true;
    for (std::uint32_t i = 0; i < space[id].rule_count; ++i)
      for (const ir::NonterminalId hole : space.rules[space[id].first_rule + i].holes) open.push_back(hole);
  }
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (!reached[i] && !inherited.contains(i))
      sink.add(make(code::W0217, space.nonterminals[i].place, space.nonterminals[i].name));
}

}  // namespace nasg::sema
