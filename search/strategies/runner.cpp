// SPDX-License-Identifier: Apache-2.0
// Runs a search: propose, evaluate, store, and again, until the budget is used.
#include "search/strategies/runner.h"

#include <cmath>

#include "compiler/diag/codes/study.h"
#include "runtime/derivation/term.h"
#include "search/strategies/objectives.h"
#include "search/strategies/strategy.h"

namespace nasg::search {
namespace {

using training::Evaluation;

diag::Result<std::unique_ptr<Strategy>> strategy_of(const Engine& engine, const SearchRequest& request) {
  return make_strategy(request.strategy, {engine.space(), engine.automaton(), engine.variation()});
}

/// What a run refers to.
struct RunContext {
  const Engine& engine;
  const SearchRequest& request;
  training::Objective& objective;
  std::uint64_t seed;
  study::Study& study;
  SearchObserver& observer;
  const std::atomic<bool>& cancelled;
};

class Run {
 public:
  explicit Run(const RunContext& context) : context_(context) {}

  diag::Result<RunResult> operator()(bool resume) {
    auto strategy = strategy_of(context_.engine, context_.request);
    if (!strategy) return strategy.error();
    strategy_ = std::move(*strategy);
    result_.maximises = context_.objective.maximises();
    if (const auto status = recall(resume); !status) return status.error();
    const std::int64_t budget = context_.request.evaluations;
    context_.observer.begun(static_cast<std::int64_t>(result_.trials.size()), budget);
    while (static_cast<std::int64_t>(result_.trials.size()) < budget && !result_.stopped) {
      if (const auto status = step(); !status) return status.error();
      if (result_.interrupted) break;
    }
    return std::move(result_);
  }

 private:
  /// Reads the trials of this run that the study holds, and makes the strategy's history of them.
  diag::Status recall(bool resume) {
    const auto run = context_.study.run({context_.engine.space().title(), ir::text(context_.engine.space()),
                                         context_.request.strategy.text(), context_.request.objective.text(),
                                         context_.seed, context_.objective.maximises()});
    if (!run) return run.error();
    run_ = *run;
    auto trials = context_.study.trials(run_);
    if (!trials) return trials.error();
    if (!resume && !trials->empty()) {
      const bool one = trials->size() == 1;
      return diag::make(diag::code::E0804, {}, context_.study.path(),
                        one ? "1 trial" : std::to_string(trials->size()) + " trials");
    }
    for (study::Trial& trial : *trials) {
      auto derivation = derivation::parse(context_.engine.space(), context_.engine.automaton(), trial.term);
      if (!derivation) {
        return diag::make(diag::code::E0805, {}, context_.study.path(), std::to_string(trial.number + 1),
                          derivation.error().message());
      }
      keep(std::move(*derivation), std::move(trial));
    }
    return diag::success();
  }

  diag::Status step() {
    if (context_.cancelled) return interrupt();
    const auto number = static_cast<std::int64_t>(result_.trials.size());
    const derivation::Rng rng = derivation::Rng(context_.seed).fork(static_cast<std::uint64_t>(number));
    auto proposed = strategy_->propose(history_, rng);
    if (!proposed) {
      result_.stopped = proposed.error();
      return diag::success();
    }
    if (context_.cancelled) return interrupt();
    study::Trial trial{number, derivation::term(context_.engine.space(), *proposed), {}};
    // In an ambiguous grammar two derivations may have one term. A run that goes on reads terms, so
    // that one which never stopped must continue with the same derivations.
    if (auto read = derivation::parse(context_.engine.space(), context_.engine.automaton(), trial.term))
      proposed = std::move(read);
    trial.evaluation = evaluate(*proposed, rng.fork(1).next());
    if (context_.cancelled && !trial.evaluation.value) return interrupt();
    if (const auto status = context_.study.add(run_, trial); !status) return status;
    keep(std::move(*proposed), std::move(trial));
    context_.observer.evaluated(result_.trials.back(),
                                result_.best ? &result_.trials[*result_.best] : nullptr, strategy_->status());
    return diag::success();
  }

  diag::Status interrupt() {
    result_.interrupted = true;
    return diag::success();
  }

  Evaluation evaluate(const derivation::Derivation& derivation, std::uint64_t seed) {
    training::EvaluationContext context;
    context.seed = seed;
    context.cancelled = &context_.cancelled;
    context.progress = [this](double share, const std::string& what) {
      context_.observer.evaluating(share, what);
    };
    Evaluation evaluation = context_.objective.evaluate(derivation, context);
    if (evaluation.value && !std::isfinite(*evaluation.value)) {
      evaluation.value.reset();
      evaluation.message = "the value is not finite";
    }
    return evaluation;
  }

  void keep(derivation::Derivation derivation, study::Trial trial) {
    std::optional<double> score = trial.evaluation.value;
    if (score && !result_.maximises) score = -*score;
    history_.push_back({std::move(derivation), score});
    result_.trials.push_back(std::move(trial));
    const std::size_t last = result_.trials.size() - 1;
    const Evaluation& evaluation = result_.trials[last].evaluation;
    if (!evaluation.value) return;
    if (!result_.best || better(evaluation, result_.trials[*result_.best].evaluation, result_.maximises)) {
      result_.best = last;
    }
  }

  RunContext context_;
  std::unique_ptr<Strategy> strategy_;
  std::int64_t run_ = 0;
  std::vector<Observation> history_;
  RunResult result_;
};

}  // namespace

Search::Search(const Engine& engine, SearchRequest request, std::unique_ptr<training::Objective> objective)
    : engine_(&engine), request_(std::move(request)), objective_(std::move(objective)) {}

diag::Result<Search> Search::make(const Engine& engine, SearchRequest request) {
  if (const auto strategy = strategy_of(engine, request); !strategy) return strategy.error();
  auto objective = make_objective(request.objective, {engine.space(), engine.automaton(),
                                                      [&engine](const derivation::Derivation& derivation) {
                                                        return engine.build_plan(derivation);
                                                      },
                                                      request.folders});
  if (!objective) return objective.error();
  return Search(engine, std::move(request), std::move(*objective));
}

diag::Result<RunResult> Search::run(std::uint64_t seed, study::Study& study, bool resume,
                                    SearchObserver& observer, const std::atomic<bool>& cancelled) const {
  return Run({*engine_, request_, *objective_, seed, study, observer, cancelled})(resume);
}

bool better(const Evaluation& a, const Evaluation& b, bool maximises) {
  if (!a.value || !b.value) return a.value.has_value() && !b.value;
  return maximises ? *a.value > *b.value : *a.value < *b.value;
}

}  // namespace nasg::search
