// SPDX-License-Identifier: Apache-2.0
// Look-ups in a finished automaton.
#include "compiler/ir/automaton.h"

#include <algorithm>

namespace nasg::ir {

namespace {

constexpr std::size_t kTableHoles = 6;

}  // namespace

std::optional<std::size_t> Automaton::slot(NonterminalId nonterminal, Connection needs, std::uint32_t depth,
                                           Spent spent) const {
  const std::uint8_t possible = possible_[nonterminal.index()];
  std::uint8_t asked = needs & possible;
  if (asked == 0) return std::nullopt;
  if (asked == possible) asked = kEither;
  const std::uint32_t height = heights_[nonterminal.index()];
  if (depth_slots_ == 0 && depth < height) return std::nullopt;
  const std::uint32_t level = depth_slots_ == 0 ? 1 : std::min({depth, height, depth_slots_});
  if (level == 0) return std::nullopt;
  const std::size_t slots = std::max(depth_slots_, 1U);
  const std::size_t row = (nonterminal.index() * 3 + asked - 1) * slots + level - 1;
  return row * spent_slots() + (spent == Budget::kAnything ? budget_->size() : spent);
}

std::optional<StateId> Automaton::find(NonterminalId nonterminal, Connection needs,
                                       std::uint32_t depth) const {
  const std::optional<std::size_t> at = slot(nonterminal, needs, depth);
  if (!at || !index_[*at].valid()) return std::nullopt;
  return index_[*at];
}

std::optional<Connection> Automaton::connection(RuleId rule, std::span<const Connection> holes) const {
  const Outcome& outcome = outcomes_[rule.index()];
  bool connected = false;
  if (holes.size() <= kTableHoles) {
    std::size_t pattern = 0;
    for (std::size_t i = 0; i < holes.size(); ++i)
      if (holes[i] == kConnected) pattern |= std::size_t{1} << i;
    connected = (outcome.table >> pattern & 1) != 0;
  } else {
    std::vector<std::uint64_t> values;
    values.reserve(holes.size());
    for (const Connection hole : holes) values.push_back(hole == kConnected ? 1 : 0);
    connected = (outcome.circuit.evaluate(values) & 1) != 0;
  }
  if (!connected && outcome.must_connect) return std::nullopt;
  return connected ? kConnected : kCut;
}

bool Automaton::keeps_limits() const {
  return !open_limit();
}

std::optional<std::size_t> Automaton::open_limit() const {
  const std::vector<bool>& kept = budget_->keeps();
  const auto open = std::find(kept.begin(), kept.end(), false);
  if (open == kept.end()) return std::nullopt;
  return static_cast<std::size_t>(open - kept.begin());
}

std::optional<BigInt> Automaton::count() const {
  return keeps_limits() ? count_drawn() : std::nullopt;
}

std::optional<BigInt> Automaton::count_drawn() const {
  BigInt product = 1;
  for (const StateId start : starts_) {
    const State& state = states_[start.index()];
    if (!state.finite) return std::nullopt;
    product *= state.count;
  }
  return product;
}

}  // namespace nasg::ir
