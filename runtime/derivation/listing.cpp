// SPDX-License-Identifier: Apache-2.0
// Enumerates the derivations of small states, parts before wholes.
#include "runtime/derivation/listing.h"

#include <algorithm>

namespace nasg::derivation {

namespace {

struct Weighted {
  Listing::Row row;
  double mass;
};

/// A derivation with one more part at its end; nothing if it gets too long.
std::optional<Weighted> joined(const Weighted& whole, const Listing::Row& part, double mass) {
  if (whole.row.length + part.length > kListedRules) return std::nullopt;
  Weighted result = whole;
  std::copy_n(part.rules.begin(), part.length, result.row.rules.begin() + whole.row.length);
  result.row.length += part.length;
  result.row.height = std::max(whole.row.height, part.height + 1);
  result.mass *= mass;
  return result;
}

}  // namespace

Listings::Listings(const ir::Automaton& automaton) : of_state_(automaton.size(), kUnknown) {
  for (std::size_t i = 0; i < automaton.size(); ++i) list(automaton, ir::StateId(i));
}

std::optional<std::uint32_t> Listings::of(ir::StateId state) const {
  const std::uint32_t index = of_state_[state.index()];
  return index == kNotListed ? std::nullopt : std::optional(index);
}

/// A state with finitely many derivations does not recur, so the walk down its parts ends.
void Listings::list(const ir::Automaton& automaton, ir::StateId root) {
  std::vector<ir::StateId> stack{root};
  while (!stack.empty()) {
    const ir::StateId id = stack.back();
    const ir::State& state = automaton[id];
    std::uint32_t& index = of_state_[id.index()];
    if (index == kUnknown && (!state.finite || state.count > kListed)) index = kNotListed;
    const std::size_t before = stack.size();
    for (const ir::Choice& choice : state.choices) {
      if (index != kUnknown) break;
      for (const ir::StateId child : choice.children)
        if (of_state_[child.index()] == kUnknown) stack.push_back(child);
    }
    if (stack.size() > before) continue;
    if (index == kUnknown) index = make(state);
    stack.pop_back();
  }
}

std::uint32_t Listings::make(const ir::State& state) {
  std::vector<Listing::Row> rows;
  std::vector<double> masses;
  for (const ir::Choice& choice : state.choices) {
    const double share =
        state.mass > 0 ? choice.mass / state.mass : 1 / static_cast<double>(state.choices.size());
    std::vector<Weighted> wholes{{{{choice.rule}, 1, 1}, share}};
    for (const ir::StateId child : choice.children) {
      if (of_state_[child.index()] == kNotListed) return kNotListed;
      const Listing& parts = all_[of_state_[child.index()]];
      std::vector<Weighted> longer;
      for (const Weighted& whole : wholes) {
        for (std::size_t i = 0; i < parts.rows.size(); ++i) {
          const auto added = joined(whole, parts.rows[i], parts.masses[i]);
          if (!added) return kNotListed;
          longer.push_back(*added);
        }
      }
      wholes = std::move(longer);
    }
    for (const Weighted& whole : wholes) {
      rows.push_back(whole.row);
      masses.push_back(whole.mass);
    }
  }
  const auto same = std::ranges::find_if(
      all_, [&](const Listing& listing) { return listing.rows == rows && listing.masses == masses; });
  if (same != all_.end()) return static_cast<std::uint32_t>(same - all_.begin());
  AliasTable table(masses);
  all_.push_back({std::move(rows), std::move(masses), std::move(table)});
  return static_cast<std::uint32_t>(all_.size() - 1);
}

}  // namespace nasg::derivation
