// SPDX-License-Identifier: Apache-2.0
// The settings of Bayesian optimisation.
#pragma once

#include "search/acquisition/acquisition.h"
#include "search/acquisition/pool.h"
#include "search/kernels/kernel.h"
#include "search/surrogates/targets.h"

namespace nasg::search {

struct BoOptions {
  KernelSpec kernel;
  Acquisition acquisition;
  PoolOptions pool;
  std::size_t initial = 10;  ///< random trials before the first fit
  Warp target = Warp::kRanks;
};

/// `bo(kernel = hwl | wl, acquisition = ei | ucb(beta = 2) | pi, pool = evolution(200, generations = 10) |
/// local(200) | random(200), initial = 10, target = ranks | clipped | plain)`. `local` is the first pool
/// alone: mutants of the incumbents and random draws. E0701, E0702, E0712, E0713.
diag::Result<BoOptions> read_bo(const ir::Setting& setting, const ir::Space& space);

}  // namespace nasg::search
