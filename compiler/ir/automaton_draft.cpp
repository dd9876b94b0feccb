// SPDX-License-Identifier: Apache-2.0
// Automaton, steps 1 to 3: what can be connected or cut, and which states and choices there are.
#include <algorithm>

#include "compiler/ir/automaton_builder.h"

namespace nasg::ir {

namespace {

constexpr std::size_t kMaxMixed = 16;
/// kLanes[i]: bit k says whether bit i of k is set, for the six lowest bits of 64 patterns at once.
constexpr std::uint64_t kLanes[] = {0xAAAAAAAAAAAAAAAAULL, 0xCCCCCCCCCCCCCCCCULL, 0xF0F0F0F0F0F0F0F0ULL,
                                    0xFF00FF00FF00FF00ULL, 0xFFFF0000FFFF0000ULL, 0xFFFFFFFF00000000ULL};

}  // namespace

void AutomatonBuilder::make_outcomes() {
  for (const Rule& rule : space_.rules) {
    Automaton::Outcome outcome{ConnectionCircuit(space_, rule.body, rule.holes.size()), rule.connected, 0};
    if (rule.holes.size() <= std::size(kLanes))
      outcome.table = outcome.circuit.evaluate({kLanes, rule.holes.size()});
    result_.outcomes_.push_back(std::move(outcome));
  }
  result_.possible_.assign(space_.nonterminals.size(), 0);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < space_.rules.size(); ++i) changed |= grow_possible(space_.rules[i], i);
  }
}

/// Connection is monotone in the holes, so that the best and the worst case tell the whole range.
bool AutomatonBuilder::grow_possible(const Rule& rule, std::size_t index) {
  std::vector<std::uint64_t> cases;  // bit 0: as connected as can be, bit 1: as cut as can be
  for (const NonterminalId hole : rule.holes) {
    const std::uint8_t possible = result_.possible_[hole.index()];
    if (possible == 0) return false;
    cases.push_back(((possible & kConnected) != 0 ? 1U : 0U) | ((possible & kCut) != 0 ? 0U : 2U));
  }
  const std::uint64_t connected = result_.outcomes_[index].circuit.evaluate(cases);
  std::uint8_t& possible = result_.possible_[rule.lhs.index()];
  const std::uint8_t before = possible;
  if ((connected & 1) != 0) possible |= kConnected;
  if ((connected & 2) == 0 && !rule.connected) possible |= kCut;
  return possible != before;
}

void AutomatonBuilder::find_heights() {
  std::vector<std::uint32_t>& heights = result_.heights_;
  heights.assign(space_.nonterminals.size(), kUnlimitedDepth);
  const auto productive = [&](const Rule& rule) {
    return std::all_of(rule.holes.begin(), rule.holes.end(),
                       [&](NonterminalId hole) { return result_.possible_[hole.index()] != 0; });
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < heights.size(); ++i) {
      if (heights[i] != kUnlimitedDepth) continue;
      std::uint32_t below = 0;
      const Nonterminal& nonterminal = space_.nonterminals[i];
      for (std::uint32_t r = 0; r < nonterminal.rule_count; ++r) {
        const Rule& rule = space_.rules[nonterminal.first_rule + r];
        if (!productive(rule)) continue;
        for (const NonterminalId hole : rule.holes) below = std::max(below, heights[hole.index()]);
      }
      if (below == kUnlimitedDepth) continue;
      heights[i] = below + 1;
      changed = true;
    }
  }
}

/// A constraint asks of the rule's mixed holes, and what is asked of a nonterminal is asked of its rules'
/// holes.
void AutomatonBuilder::find_demanded() {
  demanded_.assign(space_.nonterminals.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (const Rule& rule : space_.rules) {
      if (!rule.connected && !demanded_[rule.lhs.index()]) continue;
      for (const NonterminalId hole : rule.holes) {
        if (demanded_[hole.index()] || result_.possible_[hole.index()] != kEither) continue;
        demanded_[hole.index()] = true;
        changed = true;
      }
    }
  }
}

diag::Status AutomatonBuilder::draft_states() {
  if (space_.depth_limit) result_.depth_slots_ = std::min(*space_.depth_limit, kMaxDepth);
  for (std::size_t i = 0; i < space_.nonterminals.size(); ++i) {
    if (result_.possible_[i] == 0) continue;
    for (const Connection needs : {kConnected, kCut, kEither}) {
      if (needs != kEither && !demanded_[i]) continue;
      const std::uint32_t height = result_.heights_[i];
      const std::uint32_t deepest =
          result_.depth_slots_ == 0 ? height : std::min(height, result_.depth_slots_);
      for (std::uint32_t depth = result_.depth_slots_ == 0 ? height : 1;; ++depth) {
        if (diag::Status status = draft(NonterminalId(i), needs, depth); !status) return status;
        if (depth >= deepest) break;
      }
    }
  }
  return diag::success();
}

diag::Status AutomatonBuilder::draft(NonterminalId nonterminal, Connection needs, std::uint32_t depth) {
  Draft draft{nonterminal, needs, depth, *result_.slot(nonterminal, needs, depth), {}};
  const Nonterminal& info = space_[nonterminal];
  for (std::uint32_t r = 0; r < info.rule_count; ++r)
    if (diag::Status status = draft_rule(draft, RuleId(info.first_rule + r)); !status) return status;
  drafts_.push_back(std::move(draft));
  return diag::success();
}

diag::Status AutomatonBuilder::draft_rule(Draft& draft, RuleId id) {
  const Rule& rule = space_[id];
  if (draft.depth == 1 && !rule.holes.empty()) return diag::success();
  std::vector<std::uint32_t> mixed;
  for (std::size_t i = 0; i < rule.holes.size(); ++i) {
    const std::uint8_t possible = result_.possible_[rule.holes[i].index()];
    if (possible == 0) return diag::success();
    if (possible == kEither) mixed.push_back(static_cast<std::uint32_t>(i));
  }
  if (draft.needs == kEither && !rule.connected) {
    add_way(draft, id, {}, 0);
    return diag::success();
  }
  if (mixed.size() > kMaxMixed)
    return diag::make(diag::Code::E0402, rule.place, space_[rule.lhs].name, std::to_string(mixed.size()));
  draft_patterns(draft, id, mixed);
  return diag::success();
}

void AutomatonBuilder::draft_patterns(Draft& draft, RuleId id, const std::vector<std::uint32_t>& mixed) {
  const Rule& rule = space_[id];
  std::vector<std::uint64_t> holes;
  for (const NonterminalId hole : rule.holes)
    holes.push_back(result_.possible_[hole.index()] == kCut ? 0 : ~std::uint64_t{0});
  const std::uint64_t patterns = std::uint64_t{1} << mixed.size();
  for (std::uint64_t first = 0; first < patterns; first += 64) {
    for (std::size_t i = 0; i < mixed.size(); ++i) {
      const std::uint64_t cut = i < 6 ? kLanes[i] : (first >> i & 1) != 0 ? ~std::uint64_t{0} : 0;
      holes[mixed[i]] = ~cut;
    }
    const std::uint64_t connected = result_.outcomes_[id.index()].circuit.evaluate(holes);
    for (std::uint64_t k = 0; k < 64 && first + k < patterns; ++k) {
      const Connection outcome = (connected >> k & 1) != 0 ? kConnected : kCut;
      if ((draft.needs & outcome) == 0 || (rule.connected && outcome == kCut)) continue;
      add_way(draft, id, mixed, first + k);
    }
  }
}

void AutomatonBuilder::add_way(Draft& draft, RuleId id, const std::vector<std::uint32_t>& mixed,
                               std::uint64_t cut) {
  const Rule& rule = space_[id];
  std::vector<Connection> needs(rule.holes.size(), kEither);
  for (std::size_t i = 0; i < mixed.size(); ++i) needs[mixed[i]] = (cut >> i & 1) != 0 ? kCut : kConnected;
  const std::uint32_t below = result_.depth_slots_ == 0 ? kUnlimitedDepth : draft.depth - 1;
  Draft::Way way{id, {}, false};
  for (std::size_t i = 0; i < needs.size(); ++i)
    way.children.push_back(*result_.slot(rule.holes[i], needs[i], below));
  draft.ways.push_back(std::move(way));
}

void AutomatonBuilder::drop_dead_ends() {
  std::vector<bool> completes;
  const std::size_t slots = std::max(result_.depth_slots_, 1U);
  completes.assign(space_.nonterminals.size() * 3 * slots, false);
  std::stable_sort(drafts_.begin(), drafts_.end(),
                   [](const Draft& a, const Draft& b) { return a.depth < b.depth; });
  for (bool changed = true; changed;) {
    changed = false;
    for (Draft& draft : drafts_)
      for (Draft::Way& way : draft.ways) {
        if (way.completes) continue;
        way.completes = std::all_of(way.children.begin(), way.children.end(),
                                    [&](std::size_t child) { return completes[child]; });
        if (!way.completes) continue;
        completes[draft.slot] = true;
        changed = true;
      }
  }
  std::erase_if(drafts_, [&](const Draft& draft) { return !completes[draft.slot]; });
}

}  // namespace nasg::ir
