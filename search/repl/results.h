// SPDX-License-Identifier: Apache-2.0
// Finished runs as text for people and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "search/strategies/runner.h"

namespace nasg::repl {

struct SeedRun {
  std::uint64_t seed = 0;
  search::RunResult result;
};

/// The runs of one search, alike but for the seed.
struct SearchResults {
  std::string space;  ///< its title
  std::string strategy;
  std::string study;
  std::vector<SeedRun> runs;
};

/// The best architecture of a run: its term, its values, its parameters, and where the study is.
std::string summary(const search::Engine& engine, const SearchResults& results);

/// The Pareto front of an objective with several values: those of each member, the best first value
/// first, then its term.
std::string front_text(std::span<const study::Trial> trials, bool maximises,
                       std::span<const training::Criterion> further);

/// {"space": …, "strategy": …, "runs": [{"seed": 1, "trials": [{"term", "value", "test", "metrics",
/// "seconds"}, …]}, …]}. A failed trial has a null value and a `message`; `test` is null where nothing was
/// tested; `fidelity` and `"admitted": false` stand where they say something, and beside the trials of an
/// objective with several values `front`, the indices of those on the Pareto front.
std::string json(const SearchResults& results);

}  // namespace nasg::repl
