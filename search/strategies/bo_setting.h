// SPDX-License-Identifier: Apache-2.0
// The settings of Bayesian optimisation.
#pragma once

#include <variant>

#include "search/acquisition/acquisition.h"
#include "search/acquisition/climb.h"
#include "search/acquisition/pool.h"
#include "search/strategies/strategy.h"
#include "search/surrogates/surrogate.h"

namespace nasg::search {

/// How the most promising candidate is looked for.
using Maximiser = std::variant<PoolOptions, ClimbOptions>;

struct BoOptions {
  std::vector<std::unique_ptr<Surrogate>> surrogates;  ///< one for each score
  Acquisition acquisition;
  Maximiser pool;
  std::size_t initial = 10;  ///< random trials before the first fit
};

/// `kernel = hwl, target = ranks, acquisition = ei | ucb(beta = 2) | pi | ts | its | mes, initial = 10`, or
/// `surrogate = …` (search/surrogates/surrogate.h) in the place of kernel and target, which are those of
/// `surrogate = gp(kernel = …, target = …)`. Every acquisition takes `per = evaluation | params | flops` and
/// `power = 1`. Where the objective has several values it is `ehvi`, the expected improvement of hypervolume
/// (acquisition/pareto.h), and only there. Errors of surrogates; E0713; E0702 through the reader.
diag::Result<BoOptions> read_bo_common(const ir::Setting& setting, ir::SettingReader& reader,
                                       const SearchContext& context);

/// `bo(…, pool = evolution(200, generations = 10) | mutation(200, random = 0.5) | random(200) |
/// local(starts = 10, neighbours = 200))` with all of the above. `mutation` and `random` are the first pool
/// of an evolution alone: mutants of the incumbents and a share of random draws, or random draws. `local`
/// climbs (acquisition/climb.h). None of them proposes a network that was evaluated (networks.h).
diag::Result<BoOptions> read_bo(const ir::Setting& setting, const SearchContext& context);

}  // namespace nasg::search
