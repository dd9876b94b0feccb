// SPDX-License-Identifier: Apache-2.0
// Runs a search: propose, evaluate, store, and again, until the budget is used.
#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/ir/setting.h"
#include "runtime/study/study.h"
#include "search/strategies/engine.h"

namespace nasg::search {

struct SearchRequest {
  ir::Setting objective;
  ir::Setting strategy;
  /// Each is one in full: a trial at fidelity f of F counts f / F, or where training goes on from a lower
  /// fidelity, the share that was added. The trial that uses up the budget is the last.
  std::int64_t evaluations = 0;
  std::vector<std::string> folders;  ///< where the objective looks for relative files
  std::string device = "cpu";        ///< where it trains networks
};

/// What a run has used of its budget.
struct Effort {
  std::int64_t trials = 0;
  double evaluations = 0;  ///< in full: a trial at a fidelity counts for its share
  std::int64_t budget = 0;
};

/// Is told how a run goes on. Called from the thread that runs the search.
class SearchObserver {
 public:
  virtual ~SearchObserver() = default;
  /// Before the first trial, with what was used already.
  virtual void begun(const Effort& /*effort*/) {}
  /// While a trial is evaluated: which share of it is done, and what is going on.
  virtual void evaluating(double /*share*/, const std::string& /*what*/) {}
  /// After a trial was stored. `best` is the best so far, null if all failed; `status` is the strategy's.
  virtual void evaluated(const study::Trial& /*trial*/, const study::Trial* /*best*/,
                         const std::string& /*status*/, const Effort& /*effort*/) {}
};

struct RunResult {
  std::vector<study::Trial> trials;  ///< in the order of evaluation, those from before included
  std::vector<double> spent;         ///< by trial: how much of the budget was used once it had ended
  std::optional<std::size_t> best;   ///< index of the best trial (`better`), the first of equals
  bool maximises = true;
  std::vector<training::Criterion> further{};  ///< what is optimised beside the value
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

/// The trials, in order, that no other one is better than in one value without being worse in another: of
/// those with all values that are admitted and have the highest fidelity among them. Of equal ones the first.
std::vector<std::size_t> pareto_front(std::span<const study::Trial> trials, bool maximises,
                                      std::span<const training::Criterion> further);

/// Whether trial `a` is better than `b`: one with a value than a failed one, then one that is admitted, then
/// one at a higher fidelity (values at different ones cannot be compared), then the better value.
bool better(const study::Trial& a, const study::Trial& b, bool maximises);

}  // namespace nasg::search
