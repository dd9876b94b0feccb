// SPDX-License-Identifier: Apache-2.0
// Lays the automaton out, and draws with an explicit stack.
#include "runtime/derivation/sampler.h"

#include <algorithm>
#include <array>

namespace nasg::derivation {

bool RuleBuffer::grow() {
  if (capacity_ >= ir::kMaxRules) return false;
  const std::size_t capacity = std::min<std::size_t>(capacity_ * 4, ir::kMaxRules);
  std::vector<ir::RuleId> larger(capacity + kListedRules);
  std::memcpy(larger.data(), rules_, size_ * sizeof(ir::RuleId));
  heap_ = std::move(larger);
  rules_ = heap_.data();
  capacity_ = capacity;
  return true;
}

Sampler::Sampler(const ir::Automaton& automaton) : listings_(automaton) {
  for (std::size_t i = 0; i < automaton.size(); ++i) add_state(automaton, ir::StateId(i));
}

/// A listed state is one way, its listing.
void Sampler::add_state(const ir::Automaton& automaton, ir::StateId id) {
  Start start{static_cast<std::uint32_t>(ways_.size()), {}};
  const auto add_way = [&](const std::vector<Item>& items) {
    ways_.push_back({static_cast<std::uint32_t>(items_.size()), static_cast<std::uint32_t>(items.size())});
    items_.insert(items_.end(), items.begin(), items.end());
  };
  if (const auto listing = listings_.of(id)) {
    add_way({{*listing, 0, Kind::kListing}});
  } else {
    std::vector<double> masses;
    for (const ir::Choice& choice : automaton[id].choices) {
      std::vector<Item> items;
      write_out(automaton, choice, 0, items);
      add_way(items);
      masses.push_back(choice.mass);
    }
    if (masses.size() > 1) start.table = AliasTable(masses);
  }
  starts_.push_back(std::move(start));
}

/// Recursion ends: a state with one choice that led back to itself would have no derivation.
void Sampler::write_out(const ir::Automaton& automaton, const ir::Choice& choice, std::uint16_t level,
                        std::vector<Item>& items) const {
  items.push_back({choice.rule.value, level, Kind::kRule});
  for (const ir::StateId child : choice.children) {
    const ir::State& state = automaton[child];
    const auto below = static_cast<std::uint16_t>(level + 1);
    if (const auto listing = listings_.of(child))
      items.push_back({*listing, below, Kind::kListing});
    else if (state.choices.size() == 1 && items.size() < kMaxItems)
      write_out(automaton, state.choices[0], below, items);
    else
      items.push_back({child.value, below, Kind::kState});
  }
}

inline const Sampler::Way& Sampler::choose(std::uint32_t state, Rng& rng) const {
  const Start& start = starts_[state];
  return ways_[start.first_way + (start.table ? start.table->pick(rng.next()) : 0)];
}

inline const Listing::Row& Sampler::choose(const Listing& listing, Rng& rng) {
  return listing.rows[listing.fixed() ? 0 : listing.table.pick(rng.next())];
}

/// The stack holds what remains of the ways above the present one; at most one a level.
bool Sampler::draw(ir::StateId state, std::uint32_t room, Rng& rng, RuleBuffer& out) const {
  NASG_ASSERT(room <= ir::kMaxDepth, "the stack holds a frame a level");
  std::array<Frame, ir::kMaxDepth + 1> stack;
  std::size_t top = 0;
  const Way& first = choose(state.value, rng);
  Frame now{&items_[first.first_item], &items_[first.first_item] + first.items, 1};
  for (;;) {
    while (now.next == now.end) {
      if (top == 0) return true;
      now = stack[--top];
    }
    const Item item = *now.next++;
    const std::uint32_t level = now.level + item.level;
    if (item.kind == Kind::kListing) {
      const Listing::Row& row = choose(listings_.all()[item.id], rng);
      if (level + row.height - 1 > room || !out.append(row)) return false;
      continue;
    }
    if (item.kind == Kind::kRule) {
      if (level > room || !out.push(ir::RuleId(item.id))) return false;
      continue;
    }
    const Way& way = choose(item.id, rng);
    if (now.next != now.end) stack[top++] = now;
    now = {&items_[way.first_item], &items_[way.first_item] + way.items, level};
  }
}

}  // namespace nasg::derivation
