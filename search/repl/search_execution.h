// SPDX-License-Identifier: Apache-2.0
// Carries out a planned search, with progress, for the command line and the REPL.
#pragma once

#include <optional>

#include "search/repl/console.h"
#include "search/repl/results.h"
#include "search/repl/search_plan.h"

namespace nasg::repl {

/// What an ended search leaves.
struct SearchOutcome {
  SearchResults results;  ///< the runs so far; the last may be unfinished if it was interrupted
  bool interrupted = false;
};

/// Runs the plan on the selected space, seed after seed. Progress, warnings and errors go to `console.err`;
/// nothing comes back after an error. An interrupt (interrupt.h) ends it in order.
std::optional<SearchOutcome> execute(const Console& console, const Workspace& workspace,
                                     const search::Engine& engine, const SearchPlan& plan);

}  // namespace nasg::repl
