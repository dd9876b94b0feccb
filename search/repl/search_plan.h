// SPDX-License-Identifier: Apache-2.0
// What a search is to do, put together from a file and from options.
#pragma once

#include <optional>
#include <string>

#include "search/repl/workspace.h"
#include "search/strategies/runner.h"

namespace nasg::repl {

/// What a person gave; empty or absent: not given.
struct SearchOptions {
  std::string search;  ///< the name of a search in the file
  std::string space;
  std::string objective;
  std::string strategy;
  std::optional<std::int64_t> evaluations;
  std::optional<std::uint64_t> seed;
  std::int64_t seeds = 1;  ///< runs with this many seeds, counted up from the first
  std::string study;
  std::string device = "cpu";
  bool minimise = false;
  bool resume = false;
  bool compiled = true;
};

struct SearchPlan {
  search::SearchRequest request;
  std::uint64_t seed = 1;  ///< of the first run
  std::int64_t seeds = 1;
  std::string study;
  bool resume = false;
  bool compiled = true;
};

/// What is not given is taken from the named search of the file, or from its only one; after that the
/// strategy is `auto`, the budget 100 evaluations, the seed 1, and a study is named for the file. Selects the
/// search's space in the workspace. Nothing comes back if there was an error.
std::optional<SearchPlan> plan_search(Workspace& workspace, const SearchOptions& options, diag::Sink& sink);

}  // namespace nasg::repl
