// SPDX-License-Identifier: Apache-2.0
// Exchanges one production of a derivation.
#include "runtime/derivation/neighbours.h"

#include <algorithm>

#include "runtime/derivation/analysis.h"

namespace nasg::derivation {
namespace {

using ir::RuleId;

/// The parts of the old rule, each used once by a new rule that asks for its nonterminal.
class Parts {
 public:
  Parts(const ir::Space& space, std::span<const RuleId> rules, std::span<const std::uint32_t> ends,
        std::uint32_t position)
      : space_(space) {
    std::uint32_t child = position + 1;
    for (std::size_t i = 0; i < space[rules[position]].holes.size(); ++i, child = ends[child])
      parts_.push_back(rules.subspan(child, ends[child] - child));
  }

  /// The first part left that derives it; empty if there is none.
  std::span<const RuleId> take(ir::NonterminalId nonterminal) {
    for (std::span<const RuleId>& part : parts_) {
      if (part.empty() || space_[part.front()].lhs != nonterminal) continue;
      return std::exchange(part, {});
    }
    return {};
  }

 private:
  const ir::Space& space_;
  std::vector<std::span<const RuleId>> parts_;
};

/// By position, how many rules stand above it.
std::uint32_t level_of(std::span<const std::uint32_t> ends, std::uint32_t position) {
  std::uint32_t level = 0;
  for (std::uint32_t above = 0; above < position; ++above)
    if (ends[above] > position) ++level;
  return level;
}

}  // namespace

Neighbourhood::Neighbourhood(const ir::Space& space, const ir::Automaton& automaton)
    : space_(space), automaton_(automaton), sampler_(automaton), limits_(space) {}

std::vector<Neighbourhood::Exchange> Neighbourhood::exchanges(const Derivation& parent) const {
  std::vector<Exchange> result;
  for (std::uint32_t position = 0; position < parent.rules.size(); ++position) {
    const ir::Nonterminal& nonterminal = space_[space_[parent.rules[position]].lhs];
    for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i) {
      const RuleId rule{nonterminal.first_rule + i};
      if (rule != parent.rules[position] && space_[rule].weight > 0) result.push_back({position, rule});
    }
  }
  return result;
}

bool Neighbourhood::draw(ir::NonterminalId nonterminal, std::uint32_t room, Rng& rng, RuleBuffer& out) const {
  const auto state =
      automaton_.find(nonterminal, ir::kEither, space_.depth_limit ? room : ir::kUnlimitedDepth);
  return state && sampler_.draw(*state, room, rng, out);
}

std::optional<Derivation> Neighbourhood::apply(const Derivation& parent, const Exchange& exchange) const {
  const std::span<const RuleId> rules = parent.rules;
  const std::vector<std::uint32_t> ends = subtree_ends(space_, rules);
  const std::uint32_t level = level_of(ends, exchange.position);
  Rng rng = Rng(Hash{}(parent)).fork(exchange.position).fork(exchange.rule.value);
  Parts parts(space_, rules, ends, exchange.position);
  Derivation child{{rules.begin(), rules.begin() + exchange.position}};
  child.rules.push_back(exchange.rule);
  for (const ir::NonterminalId hole : space_[exchange.rule].holes) {
    std::span<const RuleId> part = parts.take(hole);
    RuleBuffer drawn;
    if (part.empty()) {
      if (level + 1 >= deepest(space_) || !draw(hole, deepest(space_) - level - 1, rng, drawn))
        return std::nullopt;
      part = drawn.rules();
    }
    child.rules.insert(child.rules.end(), part.begin(), part.end());
  }
  child.rules.insert(child.rules.end(), rules.begin() + ends[exchange.position], rules.end());
  if (!keeps_rules(child)) return std::nullopt;
  return child;
}

bool Neighbourhood::keeps_rules(const Derivation& child) const {
  if (child.rules.size() > ir::kMaxRules) return false;
  const std::vector<std::uint32_t> ends = subtree_ends(space_, child.rules);
  if (!connections(space_, automaton_, child.rules, ends)) return false;
  if (space_.depth_limit && depth(space_, child.rules) > deepest(space_)) return false;
  return space_.limits.empty() || limits_.keeps(child);
}

std::vector<Derivation> Neighbourhood::all(const Derivation& parent) const {
  std::vector<Derivation> neighbours;
  for (const Exchange& exchange : exchanges(parent))
    if (auto neighbour = apply(parent, exchange)) neighbours.push_back(*std::move(neighbour));
  return neighbours;
}

}  // namespace nasg::derivation
