// SPDX-License-Identifier: Apache-2.0
// Whether draws follow a distribution.
#pragma once

#include <functional>

#include "tests/support/brute_force.h"

namespace nasg::testing {

/// Draws 20,000 derivations and 8 for each that there is, and takes Pearson's statistic against their
/// probabilities, which are scaled to sum to 1; those with fewer than five expected draws are pooled. The
/// result is in standard deviations: Wilson and Hilferty's (1931) cube root is close to normal. A draw that
/// is not among them is infinitely far.
double chi_square_excess(const std::vector<Enumerated>& all,
                         const std::function<derivation::Derivation()>& draw);

/// The same derivations, each with the same probability.
std::vector<Enumerated> equally_likely(std::vector<Enumerated> all);

/// A right sampler exceeds this once in 30,000 runs; the seeds are fixed.
inline constexpr double kFourDeviations = 4;

}  // namespace nasg::testing
