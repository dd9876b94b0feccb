// SPDX-License-Identifier: Apache-2.0
// The reference implementation of the algorithms in variation.h.
#include <algorithm>

#include "runtime/derivation/analysis.h"
#include "runtime/derivation/limits.h"
#include "runtime/derivation/sampler.h"
#include "runtime/derivation/variation.h"

namespace nasg::derivation {

namespace {

using ir::RuleId;

/// The rules with [begin, end) replaced.
void splice(std::span<const RuleId> rules, std::size_t begin, std::size_t end, std::span<const RuleId> part,
            Derivation& result) {
  join({rules.first(begin), part, rules.subspan(end)}, result);
}

/// A parent of a crossover with all that the step `cross` asks of its positions.
struct Parent {
  std::span<const RuleId> rules;
  Places places;
  std::vector<std::uint32_t> heights;

  std::span<const RuleId> subtree(std::size_t p) const { return rules.subspan(p, places.ends[p] - p); }
};

class Interpreter : public Variation {
 public:
  Interpreter(const ir::Space& space, const ir::Automaton& automaton)
      : space_(space), automaton_(automaton), sampler_(automaton) {
    constrained_ =
        std::any_of(space.rules.begin(), space.rules.end(), [](const auto& r) { return r.connected; });
  }

  bool sample(Rng& rng, Derivation& drawn) const override {
    RuleBuffer buffer;
    for (std::size_t root = 0; root < space_.roots.size(); ++root)
      if (!sampler_.draw(automaton_.start(root), deepest(space_), rng, buffer)) return false;
    join({buffer.rules()}, drawn);
    return true;
  }

  bool mutate(const Derivation& parent, Rng& rng, Derivation& mutant) const override {
    const std::span<const RuleId> rules = parent.rules;
    const Places places = find_places(space_, automaton_, rules, constrained_);
    const std::optional<std::uint32_t> position = varying_position(rules, places, rng);
    if (!position) return false;
    const std::uint32_t p = *position;
    const ir::StateId state = *place(rules, places, p);
    const std::span<const RuleId> old = rules.subspan(p, places.ends[p] - p);
    RuleBuffer buffer;
    for (int i = 0; i < kRedraws; ++i) {
      buffer.clear();
      if (!sampler_.draw(state, places.rooms[p], rng, buffer)) continue;
      if (std::ranges::equal(buffer.rules(), old)) continue;
      if (rules.size() - old.size() + buffer.size() > ir::kMaxRules) continue;
      splice(rules, p, places.ends[p], buffer.rules(), mutant);
      return true;
    }
    return false;
  }

  std::optional<std::pair<Derivation, Derivation>> cross(const Derivation& a, const Derivation& b,
                                                         Rng& rng) const override {
    const Parent first = parent(a);
    const Parent second = parent(b);
    std::vector<std::uint32_t> matches;
    for (int i = 0; i < kRedraws; ++i) {
      const auto p = static_cast<std::uint32_t>(rng.below(a.rules.size()));
      matches.clear();
      for (std::uint32_t q = 0; q < b.rules.size(); ++q)
        if (fits(first, p, second, q)) matches.push_back(q);
      if (matches.empty()) continue;
      const std::uint32_t q = matches[rng.below(matches.size())];
      std::pair<Derivation, Derivation> children;
      splice(a.rules, p, first.places.ends[p], second.subtree(q), children.first);
      splice(b.rules, q, second.places.ends[q], first.subtree(p), children.second);
      return children;
    }
    return std::nullopt;
  }

 private:
  std::optional<ir::StateId> place(std::span<const RuleId> rules, const Places& places,
                                   std::uint32_t p) const {
    const std::uint32_t depth = space_.depth_limit ? places.rooms[p] : ir::kUnlimitedDepth;
    return automaton_.find(space_[rules[p]].lhs, places.needs[p], depth);
  }

  bool varies(std::span<const RuleId> rules, const Places& places, std::uint32_t p) const {
    const std::optional<ir::StateId> state = place(rules, places, p);
    return state && automaton_[*state].varies;
  }

  /// Steps 1 and 2 of `mutate`.
  std::optional<std::uint32_t> varying_position(std::span<const RuleId> rules, const Places& places,
                                                Rng& rng) const {
    for (int i = 0; i < kPositionTries; ++i) {
      const auto p = static_cast<std::uint32_t>(rng.below(rules.size()));
      if (varies(rules, places, p)) return p;
    }
    std::vector<std::uint32_t> candidates;
    for (std::uint32_t p = 0; p < rules.size(); ++p)
      if (varies(rules, places, p)) candidates.push_back(p);
    if (candidates.empty()) return std::nullopt;
    return candidates[rng.below(candidates.size())];
  }

  Parent parent(const Derivation& derivation) const {
    Parent parent{derivation.rules, find_places(space_, automaton_, derivation.rules, constrained_), {}};
    parent.heights = subtree_heights(space_, parent.rules, parent.places.ends);
    return parent;
  }

  bool fits(const Parent& a, std::uint32_t p, const Parent& b, std::uint32_t q) const {
    if (space_[a.rules[p]].lhs != space_[b.rules[q]].lhs) return false;
    if ((b.places.connections[q] & a.places.needs[p]) == 0 || b.heights[q] > a.places.rooms[p]) return false;
    if ((a.places.connections[p] & b.places.needs[q]) == 0 || a.heights[p] > b.places.rooms[q]) return false;
    const std::span<const RuleId> mine = a.subtree(p);
    const std::span<const RuleId> other = b.subtree(q);
    if (std::ranges::equal(mine, other)) return false;
    if (a.rules.size() - mine.size() + other.size() > ir::kMaxRules) return false;
    if (b.rules.size() - other.size() + mine.size() > ir::kMaxRules) return false;
    return !(p == 0 && q == 0 && space_.roots.size() == 1);
  }

  const ir::Space& space_;
  const ir::Automaton& automaton_;
  Sampler sampler_;
  bool constrained_ = false;
};

}  // namespace

std::unique_ptr<Variation> make_interpreter(const ir::Space& space, const ir::Automaton& automaton) {
  return keep_limits(space, automaton, std::make_unique<Interpreter>(space, automaton));
}

}  // namespace nasg::derivation
