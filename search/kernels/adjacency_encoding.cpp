// SPDX-License-Identifier: Apache-2.0
// Places, level by level, and what a derivation has there.
#include "search/kernels/adjacency_encoding.h"

#include <algorithm>

#include "runtime/derivation/ways.h"

namespace nasg::search {

Places::Places(const ir::Space& space) : space_(space) {
  for (std::uint32_t root = 0; root < space.roots.size(); ++root)
    places_.push_back({space.roots[root], root, root, true});
  for (std::uint32_t at = 0; at < places_.size(); ++at) {
    const Place place = places_[at];
    const ir::Nonterminal& nonterminal = space[place.nonterminal];
    for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i) {
      const ir::Rule& rule = space.rules[nonterminal.first_rule + i];
      for (std::uint32_t hole = 0; hole < rule.holes.size() && places_.size() < kMost; ++hole) {
        const auto next = static_cast<std::uint32_t>(places_.size());
        const auto [known, added] = below_.try_emplace({at, hole, rule.holes[hole].value}, next);
        if (added) places_.push_back({rule.holes[hole], at, hole, place.always});
        Place& child = places_[known->second];
        // Every alternative must lead there.
        for (std::uint32_t j = 0; added && j < nonterminal.rule_count; ++j) {
          const auto& holes = space.rules[nonterminal.first_rule + j].holes;
          child.always = child.always && hole < holes.size() && holes[hole] == rule.holes[hole];
        }
      }
    }
  }
}

std::vector<std::uint32_t> Places::of(std::span<const ir::RuleId> rules) const {
  const derivation::Children children = derivation::children(space_, rules);
  std::vector<std::uint32_t> places(rules.size(), kNone);
  std::uint32_t position = 0;
  const std::vector<std::uint32_t> ends = derivation::subtree_ends(space_, rules);
  for (std::uint32_t root = 0; root < space_.roots.size() && position < rules.size(); ++root) {
    places[position] = root;
    position = ends[position];
  }
  for (std::size_t p = 0; p < rules.size(); ++p) {
    if (places[p] == kNone) continue;
    const auto below = children.of(p);
    for (std::uint32_t hole = 0; hole < below.size(); ++hole) {
      const auto found = below_.find({places[p], hole, space_[rules[below[hole]]].lhs.value});
      if (found != below_.end()) places[below[hole]] = found->second;
    }
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
