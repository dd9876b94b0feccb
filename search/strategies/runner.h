// SPDX-License-Identifier: Apache-2.0
// Runs a search: propose, evaluate, store, and again, until the budget is used.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/setting.h"
#include "runtime/study/study.h"
#include "search/strategies/engine.h"

namespace nasg::search {

struct SearchRequest {
  ir::Setting objective;
  ir::Setting strategy;
  std::int64_t evaluations = 0;
  std::vector<std::string> folders;  ///< where the objective looks for relative files
};

/// Is told how a run goes on. Called from the thread that runs the search.
class SearchObserver {
 public:
  virtual ~SearchObserver() = default;
  /// Before the first trial: how many there were already, and how many there shall be.
  virtual void begun(std::int64_t /*done*/, std::int64_t /*total*/) {}
  /// While a trial is evaluated: which share of it is done, and what is going on.
  virtual void evaluating(double /*share*/, const std::string& /*what*/) {}
  /// After a trial was stored. `best` is the best so far, null if all failed; `status` is the strategy's.
  virtual void evaluated(const study::Trial& /*trial*/, const study::Trial* /*best*/,
                         const std::string& /*status*/) {}
};

struct RunResult {
  std::vector<study::Trial> trials;  ///< in the order of evaluation, those from before included
  std::optional<std::size_t> best;   ///< index of the best trial, the first of equals; none if all failed
  bool maximises = true;
  bool interrupted = false;
  std::optional<diag::Diagnostic> stopped;  ///< why the strategy ended before the budget was used
};

/// A search that can run: its settings were read, its objective made. The engine must outlive it.
class Search {
 public:
  /// Errors of objectives and strategies; nothing is written.
  static diag::Result<Search> make(const Engine& engine, SearchRequest request);

  /// Runs into a study. Trial i is a function of the seed, i and the trials before it, so that a run that
  /// goes on (`resume`) ends as if it had never stopped, and a larger budget continues a smaller one. Every
  /// trial is committed before the next begins. A set `cancelled` ends the run; the trial under way is
  /// dropped. E0804: the study holds trials of this run and `resume` is not set; E0805; errors of studies.
  diag::Result<RunResult> run(std::uint64_t seed, study::Study& study, bool resume, SearchObserver& observer,
                              const std::atomic<bool>& cancelled) const;

 private:
  Search(const Engine& engine, SearchRequest request, std::unique_ptr<training::Objective> objective);

  const Engine* engine_;
  SearchRequest request_;
  std::unique_ptr<training::Objective> objective_;
};

/// Whether evaluation `a` is better than `b`; one with a value is better than a failed one.
bool better(const training::Evaluation& a, const training::Evaluation& b, bool maximises);

}  // namespace nasg::search
