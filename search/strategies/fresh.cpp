// SPDX-License-Identifier: Apache-2.0
// Fresh draws, by rejection first and by enumeration where little is left.
#include "search/strategies/fresh.h"

#include <algorithm>

#include "compiler/diag/codes/search.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

constexpr int kDraws = 100;
/// In a space with more derivations than this, draws that were all seen come from its weights, not its size.
constexpr unsigned long kEnumerable = 1000000;

bool can_be_drawn(const ir::Space& space, const Derivation& derivation) {
  return std::all_of(derivation.rules.begin(), derivation.rules.end(),
                     [&](ir::RuleId rule) { return space[rule].weight > 0; });
}

/// Looks at every derivation from a random one on, in a circle.
std::optional<Derivation> next_in_order(const SearchContext& context, const DerivationSet& evaluated,
                                        const ir::BigInt& count, derivation::Rng& rng) {
  const unsigned long total = count.get_ui();
  const unsigned long start = rng.below(total);
  for (unsigned long i = 0; i < total; ++i) {
    std::optional<Derivation> found =
        derivation::unrank(context.space, context.automaton, ir::BigInt((start + i) % total));
    if (found && !evaluated.contains(*found) && can_be_drawn(context.space, *found)) return found;
  }
  return std::nullopt;
}

}  // namespace

DerivationSet evaluated_in(std::span<const Observation> history) {
  DerivationSet evaluated;
  for (const Observation& trial : history) evaluated.insert(trial.derivation);
  return evaluated;
}

diag::Result<Derivation> draw_fresh(const SearchContext& context, const DerivationSet& evaluated,
                                    derivation::Rng& rng) {
  std::optional<Derivation> drawn;
  for (int i = 0; i < kDraws; ++i) {
    drawn = context.variation.sample(rng);
    if (drawn && !evaluated.contains(*drawn)) return *std::move(drawn);
  }
  const std::optional<ir::BigInt> count = context.automaton.count();
  if (count && *count <= kEnumerable) {
    if (auto found = next_in_order(context, evaluated, *count, rng)) return *std::move(found);
    return diag::make(diag::code::E0710, context.space.place, context.space.name,
                      std::to_string(evaluated.size()));
  }
  if (drawn) return *std::move(drawn);
  return diag::make(diag::code::E0715, context.space.place, context.space.name);
}

}  // namespace nasg::search
