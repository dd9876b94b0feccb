// SPDX-License-Identifier: Apache-2.0
// Batches: which candidates of a pool to evaluate together.
#pragma once

#include "search/acquisition/acquisition.h"

namespace nasg::search {

enum class BatchRule {
  kTop,        ///< the most promising, each by itself; with promises by draws see below
  kKdpp,       ///< a draw that weighs quality against likeness (kdpp.h)
  kPenalised,  ///< local penalisation (González et al., AISTATS 2016)
  kBeliever,   ///< kriging believer: each choice is taken to be worth its mean (Ginsbourger et al., 2010)
  kLiar,       ///< constant liar: each is taken to be worth one and the same
};
enum class Lie { kLeast, kMean, kMost };  ///< of the targets that were seen

struct BatchOptions {
  BatchRule rule = BatchRule::kKdpp;
  double quality = 1;     ///< kKdpp: the exponent of `quality_kernel`
  Lie lie = Lie::kLeast;  ///< kLiar
  double noise = 1e-4;    ///< variance of an observation, where choices are taken as observed
};

/// `size` different candidates, or all if there are no more, in the order of choice. `joint` is what the
/// surrogate says of the pool and `targets` what it was fitted to.
///
/// Penalised: the promise of a candidate x is multiplied, for each choice c so far, by the probability that
/// the best lies out of a ball around c that holds x, Φ((L d(x, c) - best + mean_c) / (√2 deviation_c)). The
/// distance d(x, c) is the standard deviation of f(x) - f(c) under the surrogate, L the steepest slope of the
/// means over the pool. With `kBeliever` and `kLiar`, mean and covariance are conditioned on each choice in
/// closed form.
///
/// Promises by draws are for `kTop`: with kThompson every place of the batch is the best of a draw of its own
/// from the joint posterior (Hernández-Lobato et al., ICML 2017), with kIndependentThompson one value is
/// drawn for each candidate and the best are taken (BANANAS). Elsewhere they, and kMaxValueEntropy
/// everywhere, count as expected improvement.
std::vector<std::size_t> choose_batch(const Joint& joint, const Eigen::VectorXd& targets,
                                      const Acquisition& acquisition, const BatchOptions& options,
                                      std::size_t size, derivation::Rng rng);

}  // namespace nasg::search
