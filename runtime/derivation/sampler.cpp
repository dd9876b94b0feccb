// SPDX-License-Identifier: Apache-2.0
// Lays the automaton out, and draws with an explicit stack.
#include "runtime/derivation/sampler.h"

#include <array>
#include <cstring>

namespace nasg::derivation {

void RuleBuffer::grow() {
  std::vector<ir::RuleId> larger(capacity_ * 4);
  std::memcpy(larger.data(), rules_, size_ * sizeof(ir::RuleId));
  heap_ = std::move(larger);
  rules_ = heap_.data();
  capacity_ = heap_.size();
}

Sampler::Sampler(const ir::Automaton& automaton) {
  for (std::size_t i = 0; i < automaton.size(); ++i) add_state(automaton, automaton[ir::StateId(i)]);
}

void Sampler::add_state(const ir::Automaton& automaton, const ir::State& state) {
  const auto first = static_cast<std::uint32_t>(ways_.size());
  const auto ways = static_cast<std::uint32_t>(state.choices.size());
  Start start{first, ways, kNoGuide};
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
  items.push_back({choice.rule.value, level, false});
  for (const ir::StateId child : choice.children) {
    const ir::State& state = automaton[child];
    const auto below = static_cast<std::uint16_t>(level + 1);
    if (state.choices.size() == 1 && items.size() < kMaxItems)
      write_out(automaton, state.choices[0], below, items);
    else
      items.push_back({child.value, below, true});
  }
}

inline const Sampler::Way& Sampler::choose(std::uint32_t state, Rng& rng) const {
  const Start& start = starts_[state];
  if (start.ways == 1) return ways_[start.first_way];
  const std::uint64_t r = rng.next();
  const std::uint64_t* thresholds = &thresholds_[start.first_way];
  std::uint32_t way = start.guide == kNoGuide ? 0 : guides_[start.guide + (r >> 56)];
  while (way + 1 < start.ways && r >= thresholds[way]) ++way;
  return ways_[start.first_way + way];
}

bool Sampler::draw(ir::StateId state, std::uint32_t room, Rng& rng, RuleBuffer& out) const {
  NASG_ASSERT(room <= ir::kMaxDepth, "the stack holds a frame a level");
  std::array<Frame, ir::kMaxDepth + 1> stack;
  std::size_t top = 0;
  const Way* way = &choose(state.value, rng);
  stack[top++] = {&items_[way->first_item], &items_[way->first_item] + way->items, 1};
  while (top > 0) {
    Frame& frame = stack[top - 1];
    if (frame.next == frame.end) {
      --top;
      continue;
    }
    const Item item = *frame.next++;
    const std::uint32_t level = frame.level + item.level;
    const Item* next = &item;
    if (item.is_state) {
      way = &choose(item.id, rng);
      next = &items_[way->first_item];
    }
    if (level > room || out.size() >= ir::kMaxRules) return false;
    out.push(ir::RuleId(next->id));
    if (!item.is_state || way->items == 1) continue;
    if (frame.next == frame.end) --top;
    stack[top++] = {next + 1, next + way->items, level};
  }
  return true;
}

}  // namespace nasg::derivation
