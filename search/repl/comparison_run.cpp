// SPDX-License-Identifier: Apache-2.0
// Runs strategies side by side, on all cores.
#include "search/repl/comparison_run.h"

#include <fmt/format.h>

#include <mutex>
#include <thread>

#include "search/kernels/parallel.h"
#include "search/repl/interrupt.h"
#include "search/repl/progress.h"

namespace nasg::repl {
namespace {

/// The incumbents of a run, within the budget: after 1, 2, … evaluations in full.
benchmarks::ComparedRun compared_run(std::uint64_t seed, const search::RunResult& result,
                                     std::int64_t budget) {
  benchmarks::ComparedRun run{seed, {}};
  const study::Trial* best = nullptr;
  const auto stand_until = [&](double evaluations) {
    constexpr double kRounding = 1e-9;  // of a sum of shares
    while (static_cast<double>(run.incumbents.size() + 1) < evaluations + kRounding &&
           static_cast<std::int64_t>(run.incumbents.size()) < budget) {
      const training::Evaluation none;
      const training::Evaluation& evaluation = best == nullptr ? none : best->evaluation;
      run.incumbents.push_back(best == nullptr ? std::nullopt
                                               : std::optional(benchmarks::Incumbent{
                                                     evaluation.value.value_or(0), evaluation.test}));
    }
  };
  for (std::size_t i = 0; i < result.trials.size(); ++i) {
    stand_until(result.spent[i] - 2e-9);  // a trial counts once it has ended
    const study::Trial& trial = result.trials[i];
    if (!trial.evaluation.value) continue;
    if (best == nullptr || search::better(trial, *best, result.maximises)) best = &trial;
  }
  if (!result.spent.empty()) stand_until(result.spent.back());
  return run;
}

/// Runs that are handed to threads, and what came of them.
class Runs {
 public:
  Runs(const Console& console, const search::Engine& engine, const std::vector<ComparedSearch>& searches,
       study::Study& study)
      : console_(console), line_(console), engine_(engine), searches_(searches), study_(study) {
    for (std::size_t arm = 0; arm < searches.size(); ++arm) {
      outcome_.comparison.arms.push_back({searches[arm].name, {}});
      outcome_.comparison.arms.back().runs.resize(static_cast<std::size_t>(searches[arm].plan.seeds));
      const auto budget = static_cast<std::size_t>(searches[arm].plan.request.evaluations);
      outcome_.evaluations = std::max(outcome_.evaluations, budget);
      for (std::int64_t i = 0; i < searches[arm].plan.seeds; ++i) tasks_.push_back({arm, i});
    }
  }

  void operator()(unsigned jobs) {
    search::Pieces pieces(tasks_.size(), 1);
    // The machine is full of runs: each takes one thread for itself.
    const unsigned threads = jobs != 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
    if (threads > 1) search::limit_threads(1);
    pieces.run(threads, [&] {
      while (const auto piece = pieces.next()) run(tasks_[piece.begin]);
    });
    line_.clear();
  }

  const std::optional<diag::Diagnostic>& error() const { return error_; }
  ComparisonOutcome take() { return std::move(outcome_); }

 private:
  struct Task {
    std::size_t arm;
    std::int64_t seed;
  };

  void run(const Task& task) {
    {
      const std::lock_guard lock(mutex_);
      if (error_ || outcome_.interrupted) return;
    }
    const SearchPlan& plan = searches_[task.arm].plan;
    const std::uint64_t seed = plan.seed + static_cast<std::uint64_t>(task.seed);
    // An objective may keep what it has read, so each run has its own.
    const auto search = search::Search::make(engine_, plan.request);
    if (!search) return fail(search.error());
    search::SearchObserver silent;
    const auto result = search->run(seed, study_, true, silent, interrupted());
    if (!result) return fail(result.error());
    const std::lock_guard lock(mutex_);
    outcome_.interrupted = outcome_.interrupted || result->interrupted;
    outcome_.comparison.maximises = result->maximises;
    benchmarks::ComparedRun run = compared_run(seed, *result, plan.request.evaluations);
    if (!run.incumbents.empty() && run.incumbents.back())
      outcome_.comparison.tested = outcome_.comparison.tested || run.incumbents.back()->test.has_value();
    outcome_.comparison.arms[task.arm].runs[static_cast<std::size_t>(task.seed)] = std::move(run);
    const bool failed = !result->best && !result->trials.empty();
    tell(task, seed, failed ? in_one_line(result->trials.back().evaluation.message) : "");
  }

  void fail(const diag::Diagnostic& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
  }

  /// `failure`: why the run has no best trial, or empty.
  void tell(const Task& task, std::uint64_t seed, const std::string& failure) {
    ++done_;
    std::string text =
        fmt::format("run {}/{}: {}, seed {}", done_, tasks_.size(), searches_[task.arm].name, seed);
    if (console_.redraws && failure.empty()) return line_.draw(text);
    if (!failure.empty()) text += ": every trial failed: " + failure;
    line_.clear();
    console_.err << text << '\n' << std::flush;
  }

  const Console& console_;
  ProgressLine line_;
  const search::Engine& engine_;
  const std::vector<ComparedSearch>& searches_;
  study::Study& study_;
  std::vector<Task> tasks_;
  std::mutex mutex_;  ///< of all below
  ComparisonOutcome outcome_;
  std::size_t done_ = 0;
  std::optional<diag::Diagnostic> error_;
};

}  // namespace

std::optional<ComparisonOutcome> run_comparison(const Console& console, const Workspace& workspace,
                                                const search::Engine& engine,
                                                const std::vector<ComparedSearch>& searches, unsigned jobs) {
  const auto refuse = [&](const diag::Diagnostic& error) {
    report(console, workspace.sources, error);
    return std::nullopt;
  };
  // Settings first: a mistake in them leaves no file behind.
  for (const ComparedSearch& one : searches)
    if (const auto search = search::Search::make(engine, one.plan.request); !search)
      return refuse(search.error());
  auto study = study::Study::open(searches.front().plan.study);
  if (!study) return refuse(study.error());
  console.err << "study " << study->path() << '\n' << std::flush;
  Runs runs(console, engine, searches, *study);
  runs(jobs);
  if (runs.error()) return refuse(*runs.error());
  return runs.take();
}

}  // namespace nasg::repl
