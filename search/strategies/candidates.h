// SPDX-License-Identifier: Apache-2.0
// Where to look for the next trial: around the best that were seen, and anywhere.
#pragma once

#include "runtime/derivation/neighbours.h"
#include "search/strategies/fresh.h"

namespace nasg::search {

struct CandidateOptions {
  std::size_t best = 5;         ///< so many of the best trials give their neighbours
  std::size_t neighbours = 40;  ///< of each at most, drawn at random where it has more
  std::size_t random = 80;      ///< draws from the grammar
};

/// Distinct derivations outside of `evaluated`: neighbours (derivation/neighbours.h) of the first of
/// `incumbents`, then random draws. A surrogate is trustworthy near what it has seen: the best few are where
/// improvements are found, and draws from everywhere keep a search from ending in the wrong region.
std::vector<derivation::Derivation> candidates(const SearchContext& context,
                                               const derivation::Neighbourhood& neighbourhood,
                                               std::span<const derivation::Derivation> incumbents,
                                               const DerivationSet& evaluated,
                                               const CandidateOptions& options, derivation::Rng& rng);

}  // namespace nasg::search
