// SPDX-License-Identifier: Apache-2.0
// Draws derivations that have not been evaluated.
#pragma once

#include <span>

#include "search/acquisition/pool.h"
#include "search/strategies/strategy.h"

namespace nasg::search {

/// The derivations of a history.
DerivationSet evaluated_in(std::span<const Observation> history);

/// A random derivation outside of `evaluated`: drawn from the weighted grammar, and if that keeps meeting
/// what was evaluated, the next one in the order of enumeration after a random one (finite spaces only;
/// alternatives of weight 0 are left out). E0710 if there is none, E0715 if no draw ended.
diag::Result<derivation::Derivation> draw_fresh(const SearchContext& context, const DerivationSet& evaluated,
                                                derivation::Rng& rng);

}  // namespace nasg::search
