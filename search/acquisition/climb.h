// SPDX-License-Identifier: Apache-2.0
// Maximises an acquisition function over derivations by local search.
#pragma once

#include "runtime/derivation/neighbours.h"
#include "runtime/derivation/variation.h"
#include "search/acquisition/candidates.h"

namespace nasg::search {

struct ClimbOptions {
  std::size_t starts = 10;       ///< incumbents that are climbed from, and as many random draws
  std::size_t neighbours = 200;  ///< that a step looks at, at most: where there are more, so many at random
  int most_steps = 100;          ///< of a climb; in a space without limits it might never end
};

/// The most promising derivation met that is not known; nothing if none was met. From each start a
/// climb goes on to the most promising neighbour until none promises more (as SMAC's local search does,
/// Hutter et al., LION 2011). Climbs step side by side, so that their candidates are asked for together.
std::optional<derivation::Derivation> climb(const derivation::Variation& variation,
                                            const derivation::Neighbourhood& neighbourhood,
                                            std::span<const derivation::Derivation> incumbents,
                                            const Known& known, const Promises& promises,
                                            const ClimbOptions& options, derivation::Rng rng);

}  // namespace nasg::search
