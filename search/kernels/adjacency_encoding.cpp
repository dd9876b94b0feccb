// SPDX-License-Identifier: Apache-2.0
// Places, level by level, and what a derivation has there.
#include "search/kernels/adjacency_encoding.h"

#include <algorithm>
#include <map>

namespace nasg::search {

Places::Places(const ir::Space& space) : space_(space) {
  using Slots = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>;  // by hole and nonterminal
  std::vector<Slots> slots(space.nonterminals.size());
  for (const ir::Rule& rule : space.rules) {
    first_slot_.push_back(static_cast<std::uint32_t>(slots_.size()));
    Slots& known = slots[rule.lhs.index()];
    for (std::uint32_t hole = 0; hole < rule.holes.size(); ++hole) {
      const auto next = static_cast<std::uint32_t>(known.size());
      slots_.push_back(known.try_emplace({hole, rule.holes[hole].value}, next).first->second);
    }
  }
  for (std::uint32_t root = 0; root < space.roots.size(); ++root)
    places_.push_back({space.roots[root], root, root, true});
  for (std::uint32_t at = 0; at < places_.size(); ++at) {
    const Place place = places_[at];
    const ir::Nonterminal& nonterminal = space[place.nonterminal];
    first_below_.push_back(static_cast<std::uint32_t>(below_.size()));
    below_.resize(below_.size() + slots[place.nonterminal.index()].size(), kNone);
    for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i) {
      const ir::RuleId id(nonterminal.first_rule + i);
      const ir::Rule& rule = space[id];
      for (std::uint32_t hole = 0; hole < rule.holes.size() && places_.size() < kMost; ++hole) {
        std::uint32_t& below = below_[slot(at, id, hole)];
        if (below != kNone) continue;
        below = static_cast<std::uint32_t>(places_.size());
        Place& child = places_.emplace_back(Place{rule.holes[hole], at, hole, place.always});
        // Every alternative must lead there.
        for (std::uint32_t j = 0; j < nonterminal.rule_count; ++j) {
          const auto& holes = space.rules[nonterminal.first_rule + j].holes;
          child.always = child.always && hole < holes.size() && holes[hole] == rule.holes[hole];
        }
      }
    }
  }
}

std::vector<std::uint32_t> Places::of(std::span<const ir::RuleId> rules) const {
  std::vector<std::uint32_t> places;
  places.reserve(rules.size());
  std::vector<std::uint32_t> next;  // of what is still to come, the next one last
  for (auto root = static_cast<std::uint32_t>(space_.roots.size()); root-- > 0;) next.push_back(root);
  for (const ir::RuleId rule : rules) {
    const std::uint32_t place = next.back();
    next.pop_back();
    places.push_back(place);
    for (auto hole = static_cast<std::uint32_t>(space_[rule].holes.size()); hole-- > 0;)
      next.push_back(place == kNone ? kNone : below_[slot(place, rule, hole)]);
  }
  return places;
}

AdjacencyEncoding::AdjacencyEncoding(const ir::Space& space, AdjacencyOptions options)
    : space_(space), places_(space), one_hot_(options.one_hot), numbers_(space.rules.size()) {
  std::vector<std::vector<std::string>> heads(space.nonterminals.size());  // in the order of the numbers
  for (std::size_t id = 0; id < space.nonterminals.size(); ++id) {
    const ir::Nonterminal& nonterminal = space.nonterminals[id];
    std::vector<std::uint32_t> order(nonterminal.rule_count);
    for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i) order[i] = nonterminal.first_rule + i;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      const auto rank = [&](std::uint32_t rule) {
        return std::find(options.alphabet.begin(), options.alphabet.end(), space.rules[rule].head);
      };
      return rank(a) < rank(b);
    });
    for (const std::uint32_t rule : order) {
      numbers_[rule] = static_cast<std::uint32_t>(heads[id].size());
      heads[id].push_back(space.rules[rule].head);
    }
  }
  std::vector<std::string> paths;
  for (const Places::Place& place : places_.all()) {
    const bool root = paths.size() < space.roots.size();
    const std::string hole = std::to_string(place.hole + 1);
    if (root) {
      paths.push_back(space.roots.size() == 1 ? "" : hole);
    } else {
      paths.push_back(paths[place.parent] + (paths[place.parent].empty() ? "" : ".") + hole);
    }
    const auto& alternatives = heads[place.nonterminal.index()];
    const bool chooses = alternatives.size() > 1;
    columns_.push_back(chooses ? width() : Places::kNone);
    if (!chooses) continue;
    const std::string name = space[place.nonterminal].name + (paths.back().empty() ? "" : " " + paths.back());
    if (!one_hot_) headings_.push_back(name);
    for (std::size_t i = 0; one_hot_ && i < alternatives.size(); ++i)
      headings_.push_back(name + " = " + alternatives[i]);
  }
}

std::vector<Entry> AdjacencyEncoding::operator()(const derivation::Derivation& derivation) const {
  const std::vector<std::uint32_t> places = places_.of(derivation.rules);
  std::vector<Entry> entries;
  for (std::size_t p = 0; p < places.size(); ++p) {
    if (places[p] == Places::kNone || columns_[places[p]] == Places::kNone) continue;
    const std::uint32_t column = columns_[places[p]];
    const std::uint32_t number = numbers_[derivation.rules[p].index()];
    if (one_hot_) {
      entries.push_back({column + number, 1});
    } else if (const std::uint32_t value = number + (places_.all()[places[p]].always ? 0 : 1); value > 0) {
      entries.push_back({column, static_cast<double>(value)});
    }
  }
  std::sort(entries.begin(), entries.end(), [](Entry a, Entry b) { return a.column < b.column; });
  return entries;
}

}  // namespace nasg::search
