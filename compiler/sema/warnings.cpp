// SPDX-License-Identifier: Apache-2.0
// Limits and constraints without effect, and growth without end.
#include "compiler/sema/warnings.h"

#include <algorithm>
#include <limits>
#include <set>

#include "compiler/diag/codes/spaces.h"
#include "compiler/ir/connection.h"
#include "compiler/ir/occurrences.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

namespace {

/// The largest value that a derivation of each nonterminal can have. What still grows when every nonterminal
/// has had its turn grows by a recursion, and has no bound.
template <class OfRule>
std::vector<double> greatest(const ir::Space& space, OfRule of_rule) {
  const std::size_t count = space.nonterminals.size();
  std::vector<double> values(count, 0);
  bool changed = true;
  for (std::size_t round = 0; changed; ++round) {
    changed = false;
    for (std::size_t rule = 0; rule < space.rules.size(); ++rule) {
      double& known = values[space.rules[rule].lhs.index()];
      const double value = of_rule(rule, values);
      if (!(value > known)) continue;
      known = round > count ? std::numeric_limits<double>::infinity() : value;
      changed = true;
    }
  }
  return values;
}

bool depth_is_kept_anyway(const ir::Space& space) {
  const double limit = *space.depth_limit;
  const auto height = [&](std::size_t rule, const std::vector<double>& heights) {
    double below = 0;
    for (const ir::NonterminalId hole : space.rules[rule].holes)
      below = std::max(below, heights[hole.index()]);
    return below + 1;
  };
  const std::vector<double> heights = greatest(space, height);
  return std::ranges::all_of(space.roots,
                             [&](ir::NonterminalId root) { return heights[root.index()] <= limit; });
}

/// Of limits on costs it is not known.
bool is_kept_anyway(const ir::Space& space, const ir::Limit& limit) {
  const bool counts = std::ranges::all_of(limit.terms, [](const ir::Limit::Term& term) {
    return term.what == ir::Quantity::kCount && term.factor >= 0;
  });
  if (!counts) return false;
  const ir::Occurrences occurrences = ir::occurrences(space, limit);
  const auto count = [&](std::size_t rule, const std::vector<double>& counts_below) {
    double sum = occurrences.own[rule];
    for (std::size_t hole = 0; hole < occurrences.holes[rule].size(); ++hole)
      if (occurrences.holes[rule][hole] > 0)
        sum += occurrences.holes[rule][hole] * counts_below[space.rules[rule].holes[hole].index()];
    return sum;
  };
  const std::vector<double> counts_of = greatest(space, count);
  double sum = 0;
  for (const ir::NonterminalId root : space.roots) sum += counts_of[root.index()];
  return sum <= limit.bound;
}

/// Connection is monotone in the holes, so that the best and the worst case tell all.
void report_constraint(const ir::Space& space, const ir::Automaton& automaton, const ir::Rule& rule,
                       diag::Sink& sink) {
  std::vector<std::uint64_t> cases;  // bit 0: as connected as can be, bit 1: as cut as can be
  for (const ir::NonterminalId hole : rule.holes) {
    const ir::Connection possible = automaton.possible(hole);
    cases.push_back(((possible & ir::kConnected) != 0 ? 1U : 0U) | ((possible & ir::kCut) != 0 ? 0U : 2U));
  }
  const ir::ConnectionCircuit circuit(space, rule.body, rule.holes.size(), space[rule.lhs].inputs());
  const std::uint64_t connected = circuit.evaluate(cases);
  if ((connected & 1) == 0) sink.add(make(code::W0252, rule.place, space[rule.lhs].name));
  if ((connected & 2) != 0) sink.add(make(code::W0251, rule.place, space[rule.lhs].name));
}

/// Whether a derivation from the nonterminal has a finite expected number of rules, if only weights are
/// looked at: sizes are iterated as 1 + (what the rules derive on average), and stay finite if what a round
/// adds dies away.
bool expected_size_is_finite(const ir::Space& space, ir::NonterminalId id) {
  constexpr int kRounds = 4096;
  constexpr int kWindow = 64;
  constexpr double kSettled = 1e-9;
  std::vector<double> sizes(space.nonterminals.size(), 0);
  std::vector<double> added(kRounds, 0);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> next(sizes.size(), 0);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const ir::Nonterminal& nonterminal = space.nonterminals[i];
      double total = 0;
      for (std::uint32_t r = 0; r < nonterminal.rule_count; ++r) {
        const ir::Rule& rule = space.rules[nonterminal.first_rule + r];
        double size = 1;
        for (const ir::NonterminalId hole : rule.holes) size += sizes[hole.index()];
        next[i] += rule.weight * size;
        total += rule.weight;
      }
      next[i] /= total;
    }
    added[static_cast<std::size_t>(round)] = next[id.index()] - sizes[id.index()];
    sizes = std::move(next);
    const double change = added[static_cast<std::size_t>(round)];
    if (change <= kSettled * sizes[id.index()]) return true;
    if (sizes[id.index()] > 1e100) return false;
  }
  const auto window = [&](int end) {
    double sum = 0;
    for (int i = end - kWindow; i < end; ++i) sum += added[static_cast<std::size_t>(i)];
    return sum;
  };
  return window(kRounds) < window(kRounds / 2) * (1 - kSettled);
}

/// Which nonterminals a derivation from this one can hold below its first rule.
std::vector<bool> reached_from(const ir::Space& space, ir::NonterminalId id) {
  std::vector<bool> reached(space.nonterminals.size(), false);
  std::vector<ir::NonterminalId> open{id};
  while (!open.empty()) {
    const ir::Nonterminal& at = space[open.back()];
    open.pop_back();
    for (std::uint32_t r = 0; r < at.rule_count; ++r)
      for (const ir::NonterminalId hole : space.rules[at.first_rule + r].holes) {
        if (reached[hole.index()]) continue;
        reached[hole.index()] = true;
        open.push_back(hole);
      }
  }
  return reached;
}

/// Of what grows, a nonterminal below which nothing does that does not lead back to it.
ir::NonterminalId innermost_growth(const ir::Space& space, ir::NonterminalId id) {
  const std::vector<bool> below = reached_from(space, id);
  for (std::size_t i = 0; i < below.size(); ++i) {
    const ir::NonterminalId inner(i);
    if (below[i] && !expected_size_is_finite(space, inner) && !reached_from(space, inner)[id.index()])
      return innermost_growth(space, inner);
  }
  return id;
}

}  // namespace

void report_doubtful(const ElaboratedSpace& elaborated, const ir::Automaton& automaton, diag::Sink& sink) {
  const ir::Space& space = elaborated.space;
  if (space.depth_limit && depth_is_kept_anyway(space))
    sink.add(make(code::W0250, elaborated.depth_limit, "depth <= " + std::to_string(*space.depth_limit)));
  for (const ir::Limit& limit : space.limits)
    if (is_kept_anyway(space, limit)) sink.add(make(code::W0250, limit.place, limit.text));
  for (const ir::Rule& rule : space.rules)
    if (rule.connected) report_constraint(space, automaton, rule, sink);
  const bool limited = space.depth_limit || !space.limits.empty();
  std::set<ir::NonterminalId> growing;  // several roots may grow at one place
  for (const ir::NonterminalId root : space.roots)
    if (!expected_size_is_finite(space, root)) growing.insert(innermost_growth(space, root));
  for (const ir::NonterminalId id : growing)
    sink.add(make(limited ? code::W0255 : code::W0254, space[id].place, space[id].name));
  report_equal_networks(elaborated, sink);
}

}  // namespace nasg::sema
