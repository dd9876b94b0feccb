// SPDX-License-Identifier: Apache-2.0
// The maker of each strategy, as the table in strategy.cpp lists them.
#pragma once

#include "search/strategies/strategy.h"

namespace nasg::search {

using StrategyResult = diag::Result<std::unique_ptr<Strategy>>;

/// `auto(initial = 10)`: what to take when nothing is known, `bo(kernel = sum(hwl, labels, adjacency, string,
/// tw(grams = 2, graph = network)), pool = evolution(size = 100, generations = 5))`.
StrategyResult make_auto(const ir::Setting& setting, const SearchContext& context);

/// `random(uniform = false)`: from the weighted grammar or uniformly among all derivations, never one twice.
StrategyResult make_random(const ir::Setting& setting, const SearchContext& context);

/// `local(starts = 10)`: local search, from the best of the starts on, to the first neighbour that is better
/// (derivation/neighbours.h); from a local optimum it goes on at random (White et al., UAI 2021).
StrategyResult make_local(const ir::Setting& setting, const SearchContext& context);

/// `evolution(population = 30, sample = 10)`: regularised evolution (Real et al., AAAI 2019). The population
/// is the last trials; the best of a sample (drawn with replacement) is mutated. The first trials are random,
/// and nothing is evaluated twice where there is something new. Of several values, what fewer members of the
/// population dominate is better.
StrategyResult make_evolution(const ir::Setting& setting, const SearchContext& context);

/// `assisted_evolution(population = 30, sample = 10, drawn = 60, measure = proxy(metric = naswot))`:
/// evolution whose first population is the best of so many random draws by another objective (AREA; Mellor et
/// al., ICML 2021), the first member apart, which is as it was drawn.
StrategyResult make_assisted_evolution(const ir::Setting& setting, const SearchContext& context);

/// `filtered(strategy, by = proxy(metric = naswot), of = 10)`: the strategy proposes so many times, and what
/// another objective finds best is evaluated. With `random` and a zero-cost proxy it is the warm-up of
/// Abdelfattah et al. (ICLR 2021), all along; with `evolution` their choice among moves.
StrategyResult make_filtered(const ir::Setting& setting, const SearchContext& context);

/// `te_nas(measures = [proxy(metric = ntk), proxy(metric = linear_regions)], repeats = 3, prune = 1)`: the
/// pruning search of TE-NAS (Chen et al., ICLR 2021). All derivations are one network (derivation/mixture.h);
/// round by round, each choice loses the `prune` ways without which the measures, by the sum of ranks over
/// all ways, gain most or lose least; until one derivation is left, which is the trial. Measures are any
/// objectives, the mean of so many repeats. E0647 where the space cannot be unfolded.
StrategyResult make_te_nas(const ir::Setting& setting, const SearchContext& context);

/// `bananas(batch = 10, pool = 100, initial = 10, …)`: BANANAS (White, Neiswanger and Savani, AAAI 2021),
/// which is `batch_bo(surrogate = ensemble(encoding = path), acquisition = its, selection = top, batch = 10,
/// elite = 5, random = 0)`. Other arguments are those of `batch_bo`.
StrategyResult make_bananas(const ir::Setting& setting, const SearchContext& context);

/// `xgb(objective = regression | ranking, batch = 16, initial = 16, …)`: the baselines of AG-Net (Lukasik et
/// al., ECCV 2022), the best of a pool by boosted trees: `batch_bo(surrogate = xgb(objective = …, members =
/// 1), acquisition = ucb(beta = 0), selection = top)`. The published ones draw their pool from AG-Net's
/// generator; here it is that of `batch_bo`.
StrategyResult make_xgb(const ir::Setting& setting, const SearchContext& context);

/// `bo(kernel = hwl, acquisition = ei, pool = evolution(200), initial = 10, target = ranks)`: Bayesian
/// optimisation. See bo_setting.h.
StrategyResult make_bo(const ir::Setting& setting, const SearchContext& context);

/// `halving(size = …, eta = 3, least = 1)`: successive halving over the fidelities of the objective, bracket
/// after bracket; `size` is so many that one of them reaches the full fidelity (brackets.h).
StrategyResult make_halving(const ir::Setting& setting, const SearchContext& context);

/// `hyperband(eta = 3, least = 1)`: the brackets of Hyperband, one after the other (brackets.h).
StrategyResult make_hyperband(const ir::Setting& setting, const SearchContext& context);

/// `asha(eta = 3, least = 1)`: asynchronous successive halving (Li et al., MLSys 2020, algorithm 2). Whenever
/// an architecture is among the best 1 / eta of its rung, and was not promoted, it is, from the highest rung
/// down; else a new one joins the lowest.
StrategyResult make_asha(const ir::Setting& setting, const SearchContext& context);

/// `bohb(eta = 3, least = 1, random = 0.333, initial = 10, kernel = hwl, …)`: Hyperband whose brackets begin
/// with what a model proposes (Falkner, Klein and Hutter, ICML 2018), but for a share that is random. The
/// model is a surrogate of `bo` in the place of the published density estimate, which is one over vectors; it
/// is fitted to the highest fidelity with `initial` trials or more. The other arguments are those of `bo`,
/// but for its pool.
StrategyResult make_bohb(const ir::Setting& setting, const SearchContext& context);

/// `plugin(name)`: the strategy of a shared object `libNAME.so` (plugin.h; derivation/plugin.h says where it
/// is looked for). E0720.
StrategyResult make_plugin(const ir::Setting& setting, const SearchContext& context);

/// `batch_bo(selection = kdpp(quality = 1) | penalised | believer | liar(lie = least | mean | most) | top,
/// batch = 5, pool = 100, elite = 10, random = 0.5, kernel = hwl, …)`: from one fit after another as many
/// trials as a batch has, chosen together from a pool of mutants of the best ten and of random draws, half of
/// each (search/acquisition/batch.h). `top` takes any acquisition, those by draws too. With `kernel = tw` and
/// `kdpp` the batches of TW-NAS (Nguyen et al., ICML 2021). The other arguments are those of `bo`.
StrategyResult make_batch_bo(const ir::Setting& setting, const SearchContext& context);

}  // namespace nasg::search
