// SPDX-License-Identifier: Apache-2.0
// Lays the automaton out, and draws with an explicit stack.
#include "runtime/derivation/sampler.h"

#include <algorithm>
#include <cstring>

namespace nasg::derivation {

bool RuleBuffer::grow() {
  if (capacity_ >= ir::kMaxRules) return false;
  std::vector<ir::RuleId> larger(std::min<std::size_t>(capacity_ * 4, ir::kMaxRules));
  std::memcpy(larger.data(), rules_, size_ * sizeof(ir::RuleId));
  heap_ = std::move(larger);
  rules_ = heap_.data();
  capacity_ = heap_.size();
  return true;
}

Sampler::Sampler(const ir::Automaton& automaton) {
  find_leaves(automaton);
  for (std::size_t i = 0; i < automaton.size(); ++i) add_state(automaton, automaton[ir::StateId(i)]);
}

void Sampler::find_leaves(const ir::Automaton& automaton) {
  leaf_of_.assign(automaton.size(), kNone);
  for (std::size_t i = 0; i < automaton.size(); ++i) {
    const std::vector<ir::Choice>& choices = automaton[ir::StateId(i)].choices;
    const auto bare = [](const ir::Choice& choice) { return choice.children.empty(); };
    Leaf leaf{{UINT64_MAX, UINT64_MAX, UINT64_MAX}, {}, static_cast<std::uint32_t>(choices.size() - 1)};
    if (choices.size() < 2 || choices.size() > leaf.rules.size()) continue;
    if (!std::all_of(choices.begin(), choices.end(), bare)) continue;
    for (std::size_t k = 0; k < choices.size(); ++k) {
      leaf.rules[k] = choices[k].rule.value;
      if (k < leaf.last) leaf.thresholds[k] = choices[k].threshold;
    }
    leaf_of_[i] = static_cast<std::uint32_t>(leaves_.size());
    leaves_.push_back(leaf);
  }
}

void Sampler::add_state(const ir::Automaton& automaton, const ir::State& state) {
  const auto first = static_cast<std::uint32_t>(ways_.size());
  const auto ways = static_cast<std::uint32_t>(state.choices.size());
  Start start{first, ways, kNone};
  for (const ir::Choice& choice : state.choices) {
    std::vector<Item> items;
    write_out(automaton, choice, 0, items);
    ways_.push_back({static_cast<std::uint32_t>(items_.size()), static_cast<std::uint32_t>(items.size())});
    thresholds_.push_back(choice.threshold);
    items_.insert(items_.end(), items.begin(), items.end());
  }
  if (ways > kGuidedWays && ways <= UINT16_MAX) {
    start.guide = static_cast<std::uint32_t>(guides_.size());
    std::uint32_t way = 0;
    for (std::uint64_t byte = 0; byte < kGuideSize; ++byte) {
      while (way + 1 < ways && thresholds_[first + way] <= byte << 56) ++way;
      guides_.push_back(static_cast<std::uint16_t>(way));
    }
  }
  starts_.push_back(start);
}

/// Recursion ends: a state with one choice that led back to itself would have no derivation.
void Sampler::write_out(const ir::Automaton& automaton, const ir::Choice& choice, std::uint16_t level,
                        std::vector<Item>& items) const {
  items.push_back({choice.rule.value, level, Kind::kRule});
  for (const ir::StateId child : choice.children) {
    const ir::State& state = automaton[child];
    const auto below = static_cast<std::uint16_t>(level + 1);
    if (state.choices.size() == 1 && items.size() < kMaxItems)
      write_out(automaton, state.choices[0], below, items);
    else if (leaf_of_[child.index()] != kNone)
      items.push_back({leaf_of_[child.index()], below, Kind::kLeaf});
    else
      items.push_back({child.value, below, Kind::kState});
  }
}

inline const Sampler::Way& Sampler::choose(std::uint32_t state, Rng& rng) const {
  const Start& start = starts_[state];
  if (start.ways == 1) return ways_[start.first_way];
  const std::uint64_t r = rng.next();
  const std::uint64_t* thresholds = &thresholds_[start.first_way];
  std::uint32_t way = start.guide == kNone ? 0 : guides_[start.guide + (r >> 56)];
  while (way + 1 < start.ways && r >= thresholds[way]) ++way;
  return ways_[start.first_way + way];
}

inline std::uint32_t Sampler::choose(const Leaf& leaf, Rng& rng) {
  const std::uint64_t r = rng.next();
  const std::uint32_t way = (r >= leaf.thresholds[0]) + (r >= leaf.thresholds[1]) + (r >= leaf.thresholds[2]);
  return leaf.rules[std::min(way, leaf.last)];
}

/// The stack holds what remains of the ways above the present one; at most one a level.
bool Sampler::draw(ir::StateId state, std::uint32_t room, Rng& rng, RuleBuffer& out) const {
  NASG_ASSERT(room <= ir::kMaxDepth, "the stack holds a frame a level");
  std::array<Frame, ir::kMaxDepth + 1> stack;
  std::size_t top = 0;
  const Item start{state.value, 0, Kind::kState};
  Frame now{&start, &start + 1, 1};
  for (;;) {
    while (now.next == now.end) {
      if (top == 0) return true;
      now = stack[--top];
    }
    const Item item = *now.next++;
    const std::uint32_t level = now.level + item.level;
    std::uint32_t rule = item.id;
    const Way* way = nullptr;
    if (item.kind == Kind::kLeaf) rule = choose(leaves_[item.id], rng);
    if (item.kind == Kind::kState) {
      way = &choose(item.id, rng);
      rule = items_[way->first_item].id;
    }
    if (level > room || !out.push(ir::RuleId(rule))) return false;
    if (way == nullptr || way->items == 1) continue;
    if (now.next != now.end) stack[top++] = now;
    const Item* items = &items_[way->first_item];
    now = {items + 1, items + way->items, level};
  }
}

}  // namespace nasg::derivation
