// SPDX-License-Identifier: Apache-2.0
// Runs a search: propose, evaluate, store, and again, until the budget is used.
#include "search/strategies/runner.h"

#include <cmath>

#include "runtime/derivation/term.h"
#include "search/strategies/objectives.h"
#include "search/strategies/strategy.h"

namespace nasg::search {
namespace {

using training::Evaluation;

class Run {
 public:
  Run(const Engine& engine, const SearchRequest& request, study::Study& study, SearchObserver& observer,
      const std::atomic<bool>& cancelled)
      : engine_(engine), request_(request), study_(study), observer_(observer), cancelled_(cancelled) {}

  diag::Result<RunResult> operator()(bool resume) {
    if (const auto status = prepare(); !status) return status.error();
    if (const auto status = recall(resume); !status) return status.error();
    observer_.begun(static_cast<std::int64_t>(result_.trials.size()), request_.evaluations);
    while (static_cast<std::int64_t>(result_.trials.size()) < request_.evaluations && !result_.stopped) {
      if (const auto status = step(); !status) return status.error();
      if (result_.interrupted) break;
    }
    return std::move(result_);
  }

 private:
  diag::Status prepare() {
    auto objective = make_objective(request_.objective, {engine_.space(), engine_.automaton(),
                                                         [this](const derivation::Derivation& derivation) {
                                                           return engine_.build_plan(derivation);
                                                         },
                                                         request_.folders});
    if (!objective) return objective.error();
    objective_ = std::move(*objective);
    result_.maximises = objective_->maximises();
    auto strategy =
        make_strategy(request_.strategy, {engine_.space(), engine_.automaton(), engine_.variation()});
    if (!strategy) return strategy.error();
    strategy_ = std::move(*strategy);
    return diag::success();
  }

  /// Reads the trials of this run that the study holds, and makes the strategy's history of them.
  diag::Status recall(bool resume) {
    const auto run = study_.run({engine_.space().title(), ir::text(engine_.space()), request_.strategy.text(),
                                 request_.objective.text(), request_.seed, objective_->maximises()});
    if (!run) return run.error();
    run_ = *run;
    auto trials = study_.trials(run_);
    if (!trials) return trials.error();
    if (!resume && !trials->empty()) {
      const bool one = trials->size() == 1;
      return diag::make(diag::Code::E0804, {}, study_.path(),
                        one ? "1 trial" : std::to_string(trials->size()) + " trials");
    }
    for (study::Trial& trial : *trials) {
      auto derivation = derivation::parse(engine_.space(), engine_.automaton(), trial.term);
      if (!derivation) {
        return diag::make(diag::Code::E0805, {}, study_.path(), std::to_string(trial.number + 1),
                          derivation.error().message());
      }
      keep(std::move(*derivation), std::move(trial));
    }
    return diag::success();
  }

  diag::Status step() {
    if (cancelled_) return interrupt();
    const auto number = static_cast<std::int64_t>(result_.trials.size());
    const derivation::Rng rng = derivation::Rng(request_.seed).fork(static_cast<std::uint64_t>(number));
    auto proposed = strategy_->propose(history_, rng);
    if (!proposed) {
      result_.stopped = proposed.error();
      return diag::success();
    }
    if (cancelled_) return interrupt();
    study::Trial trial{number, derivation::term(engine_.space(), *proposed), {}};
    // In an ambiguous grammar two derivations may have one term. A run that goes on reads terms, so
    // that one which never stopped must continue with the same derivations.
    if (auto read = derivation::parse(engine_.space(), engine_.automaton(), trial.term))
      proposed = std::move(read);
    trial.evaluation = evaluate(*proposed, rng.fork(1).next());
    if (cancelled_ && !trial.evaluation.value) return interrupt();
    if (const auto status = study_.add(run_, trial); !status) return status;
    keep(std::move(*proposed), std::move(trial));
    observer_.evaluated(result_.trials.back(), result_.best ? &result_.trials[*result_.best] : nullptr,
                        strategy_->status());
    return diag::success();
  }

  diag::Status interrupt() {
    result_.interrupted = true;
    return diag::success();
  }

  Evaluation evaluate(const derivation::Derivation& derivation, std::uint64_t seed) {
    training::EvaluationContext context;
    context.seed = seed;
    context.cancelled = &cancelled_;
    context.progress = [this](double share, const std::string& what) { observer_.evaluating(share, what); };
    Evaluation evaluation = objective_->evaluate(derivation, context);
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

  const Engine& engine_;
  const SearchRequest& request_;
  study::Study& study_;
  SearchObserver& observer_;
  const std::atomic<bool>& cancelled_;
  std::unique_ptr<training::Objective> objective_;
  std::unique_ptr<Strategy> strategy_;
  std::int64_t run_ = 0;
  std::vector<Observation> history_;
  RunResult result_;
};

}  // namespace

diag::Result<RunResult> run_search(const Engine& engine, const SearchRequest& request, study::Study& study,
                                   bool resume, SearchObserver& observer,
                                   const std::atomic<bool>& cancelled) {
  return Run(engine, request, study, observer, cancelled)(resume);
}

bool better(const Evaluation& a, const Evaluation& b, bool maximises) {
  if (!a.value || !b.value) return a.value.has_value() && !b.value;
  return maximises ? *a.value > *b.value : *a.value < *b.value;
}

}  // namespace nasg::search
