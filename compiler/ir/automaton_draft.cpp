// SPDX-License-Identifier: Apache-2.0
// Automaton, steps 1 to 3: what can be connected or cut, and which states and choices there are.
#include <algorithm>

#include "compiler/diag/codes/terms.h"
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
    Automaton::Outcome outcome{
        ConnectionCircuit(space_, rule.body, rule.holes.size(), space_[rule.lhs].inputs()), rule.connected,
        0};
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
      const std::uint32_t last = deepest(NonterminalId(i));
      for (std::uint32_t depth = result_.depth_slots_ == 0 ? last : 1;; ++depth) {
        if (diag::Status status = draft(NonterminalId(i), needs, depth, Budget::kAnything); !status)
          return status;
        if (depth >= last) break;
      }
    }
  }
  return result_.budget_->empty() ? diag::success() : draft_budget();
}

/// From what the root may spend on, place after place that a choice leads to.
diag::Status AutomatonBuilder::draft_budget() {
  is_wanted_.assign(
      space_.nonterminals.size() * 3 * std::max(result_.depth_slots_, 1U) * result_.spent_slots(), false);
  const NonterminalId root = space_.roots[0];
  if (result_.possible_[root.index()] == 0) return diag::success();
  for (Spent spent = 0; spent < result_.budget_->size(); ++spent)
    if (result_.budget_->within(spent)) want(root, kEither, deepest(root), spent);
  for (std::size_t i = 0; i < wanted_.size() && !too_many_; ++i) {
    const Draft place = wanted_[i];
    if (diag::Status status = draft(place.nonterminal, place.needs, place.depth, place.spent); !status)
      return status;
  }
  return diag::success();
}

std::uint32_t AutomatonBuilder::deepest(NonterminalId nonterminal) const {
  const std::uint32_t height = result_.heights_[nonterminal.index()];
  return result_.depth_slots_ == 0 ? height : std::min(height, result_.depth_slots_);
}

/// The slot of a place, which is drafted later on. The place is as `slot` normalises it.
std::size_t AutomatonBuilder::want(NonterminalId nonterminal, Connection needs, std::uint32_t depth,
                                   Spent spent) {
  const std::size_t slot = *result_.slot(nonterminal, needs, depth, spent);
  if (is_wanted_[slot]) return slot;
  is_wanted_[slot] = true;
  const std::uint8_t possible = result_.possible_[nonterminal.index()];
  const bool always = (needs & possible) == possible;
  wanted_.push_back(
      {nonterminal, always ? kEither : needs, std::min(depth, deepest(nonterminal)), spent, slot, {}});
  return slot;
}

diag::Status AutomatonBuilder::draft(NonterminalId nonterminal, Connection needs, std::uint32_t depth,
                                     Spent spent) {
  Draft draft{nonterminal, needs, depth, spent, *result_.slot(nonterminal, needs, depth, spent), {}};
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
    return diag::make(diag::code::E0402, rule.place, space_[rule.lhs].name, std::to_string(mixed.size()));
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
  if (draft.spent != Budget::kAnything) return add_divisions(draft, id, needs);
  const std::uint32_t below = result_.depth_slots_ == 0 ? kUnlimitedDepth : draft.depth - 1;
  Draft::Way way{id, {}, false};
  for (std::size_t i = 0; i < needs.size(); ++i)
    way.children.push_back(*result_.slot(rule.holes[i], needs[i], below));
  draft.ways.push_back(std::move(way));
}

/// A way for every division of what the draft spends among the rule's holes.
void AutomatonBuilder::add_divisions(Draft& draft, RuleId id, const std::vector<Connection>& needs) {
  const Rule& rule = space_[id];
  const std::uint32_t below = result_.depth_slots_ == 0 ? kUnlimitedDepth : draft.depth - 1;
  const auto visit = [&](std::span<const Spent> parts) {
    Draft::Way way{id, {}, false};
    for (std::size_t i = 0; i < parts.size(); ++i)
      way.children.push_back(parts[i] == Budget::kAnything ? *result_.slot(rule.holes[i], needs[i], below)
                                                           : want(rule.holes[i], needs[i], below, parts[i]));
    draft.ways.push_back(std::move(way));
  };
  const std::size_t before = draft.ways.size();
  const bool done = result_.budget_->divide(space_, id, draft.spent, kMaxBudgetWays - budget_ways_, visit);
  budget_ways_ = std::min(budget_ways_ + draft.ways.size() - before, kMaxBudgetWays);
  too_many_ = too_many_ || !done || budget_ways_ == kMaxBudgetWays;
}

void AutomatonBuilder::drop_dead_ends() {
  std::vector<bool> completes;
  const std::size_t slots = std::max(result_.depth_slots_, 1U);
  completes.assign(space_.nonterminals.size() * 3 * slots * result_.spent_slots(), false);
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
