// SPDX-License-Identifier: Apache-2.0
// Neighbours and random draws.
#include "search/strategies/candidates.h"

#include <algorithm>

namespace nasg::search {
namespace {

using derivation::Derivation;
using derivation::Neighbourhood;
using derivation::Rng;

/// In a random order, as far as they are asked for.
template <class Take>
void shuffled(std::vector<Neighbourhood::Exchange> exchanges, Rng& rng, const Take& take) {
  for (std::size_t left = exchanges.size(); left > 0; --left) {
    std::swap(exchanges[rng.below(left)], exchanges[left - 1]);
    if (!take(exchanges[left - 1])) return;
  }
}

}  // namespace

std::vector<Derivation> candidates(const SearchContext& context, const Neighbourhood& neighbourhood,
                                   std::span<const Derivation> incumbents, const DerivationSet& evaluated,
                                   const CandidateOptions& options, Rng& rng) {
  std::vector<Derivation> result;
  DerivationSet seen = evaluated;
  const auto add = [&](std::optional<Derivation> candidate) {
    const bool fresh = candidate && seen.insert(*candidate).second;
    if (fresh) result.push_back(*std::move(candidate));
    return fresh;
  };
  for (const Derivation& parent : incumbents.first(std::min(options.best, incumbents.size()))) {
    std::size_t left = options.neighbours;
    shuffled(neighbourhood.exchanges(parent), rng, [&](const Neighbourhood::Exchange& exchange) {
      if (add(neighbourhood.apply(parent, exchange))) --left;
      return left > 0;
    });
  }
  for (std::size_t i = 0; i < options.random; ++i) add(context.variation.sample(rng));
  return result;
}

}  // namespace nasg::search
