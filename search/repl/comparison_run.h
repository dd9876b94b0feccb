// SPDX-License-Identifier: Apache-2.0
// Runs strategies side by side, on all cores.
#pragma once

#include <optional>

#include "search/benchmarks/comparison.h"
#include "search/repl/console.h"
#include "search/repl/search_plan.h"

namespace nasg::repl {

struct ComparedSearch {
  std::string name;   ///< as the comparison calls it
  std::string space;  ///< its title
  SearchPlan plan;
};

struct ComparisonOutcome {
  benchmarks::Comparison comparison;  ///< of what was done so far, if it was interrupted
  std::size_t evaluations = 0;        ///< the largest budget
  bool interrupted = false;
};

/// Runs every search with each of its seeds into one study, so many runs at once (0: as many as the machine
/// runs threads); runs that the study holds go on from there. The result is the same on any number of jobs: a
/// run is a function of its seed. All searches are on the selected space, with one objective, the plan of the
/// first. Progress, warnings and errors go to `console.err`; nothing comes back after an error.
std::optional<ComparisonOutcome> run_comparison(const Console& console, const Workspace& workspace,
                                                const search::Engine& engine,
                                                const std::vector<ComparedSearch>& searches, unsigned jobs);

}  // namespace nasg::repl
