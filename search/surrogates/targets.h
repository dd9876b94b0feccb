// SPDX-License-Identifier: Apache-2.0
// What a surrogate is fitted to: scores, warped so that a heavy low tail does not drown the rest.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>

#include "runtime/derivation/rng.h"

namespace nasg::search {

enum class Warp {
  kRanks,    ///< normal scores: the standard normal quantile of (rank - ½) / n, ties share their mean rank
  kClipped,  ///< nothing lies further below the median than 1.5 times as far as the best lies above it
  kPlain,
};

/// Targets of mean 0 and variance 1 (all 0 if there is no difference), higher is better. A trial without a
/// score counts as the worst that was seen.
Eigen::VectorXd make_targets(std::span<const std::optional<double>> scores, Warp warp);

/// The inverse of the standard normal distribution function, for 0 < p < 1, to about 1e-12.
double normal_quantile(double p);

/// A draw from the standard normal distribution, from one random number.
double normal(derivation::Rng& rng);

}  // namespace nasg::search
