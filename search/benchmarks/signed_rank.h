// SPDX-License-Identifier: Apache-2.0
// The Wilcoxon signed-rank test for pairs.
#pragma once

#include <span>
#include <vector>

namespace nasg::benchmarks {

/// The two-sided probability, if neither of two strategies were better, of differences between their pairs as
/// lopsided as these (Wilcoxon, 1945). Pairs without a difference are left out; equal sizes share their mean
/// rank. Exact whatever the ties: the distribution of the rank sum over all signs is counted, in O(n³). 1 if
/// no pair differs.
double signed_rank_test(std::span<const double> differences);

/// Holm's adjustment (1979) of the probabilities of several tests: the chance that any of those below a level
/// is so by accident is at most that level.
std::vector<double> holm(std::span<const double> probabilities);

}  // namespace nasg::benchmarks
