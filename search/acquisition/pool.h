// SPDX-License-Identifier: Apache-2.0
// Maximises an acquisition function over derivations with a pool of candidates.
#pragma once

#include "runtime/derivation/variation.h"
#include "search/acquisition/candidates.h"

namespace nasg::search {

struct PoolOptions {
  std::size_t size = 200;
  std::size_t elite = 10;     ///< incumbents in the first pool, and parents of its mutants
  double mutants = 0.5;       ///< share of the first pool that are mutants of incumbents; the rest is random
  int generations = 10;       ///< at least; 0: the first pool is all
  int most_generations = 50;  ///< it stops sooner when the best promise has not risen for `patience`
  int patience = 5;
  double tournament = 0.2;      ///< share of the pool that competes to be a parent
  double crossover = 0.5;       ///< else mutation
  double self_crossover = 0.5;  ///< share of the crossovers that are of a parent with itself
};

/// The most promising derivation that is not known; nothing if none was met. Each generation is made
/// anew: parents win tournaments, children are crossed or mutated, and the pool of the published search
/// (arXiv 2211.01842) is changed in that incumbents' mutants are in it from the start, that the best
/// candidate so far stays in it, and that what was evaluated already is never the result.
std::optional<derivation::Derivation> most_promising(const derivation::Variation& variation,
                                                     std::span<const derivation::Derivation> incumbents,
                                                     const Known& known, const Promises& promises,
                                                     const PoolOptions& options, derivation::Rng rng);

}  // namespace nasg::search
