// SPDX-License-Identifier: Apache-2.0
// Runs a search: propose, evaluate, store, and again, until the budget is used.
#include "search/strategies/runner.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "compiler/diag/codes/study.h"
#include "runtime/derivation/term.h"
#include "search/acquisition/pareto.h"
#include "search/strategies/objectives.h"
#include "search/strategies/strategy.h"

namespace nasg::search {
namespace {

using training::Evaluation;

/// Objectives on the engine's space, for as long as the request lives.
ObjectiveContext objective_context(const Engine& engine, const SearchRequest& request) {
  return {engine.space(), engine.automaton(),
          [&engine](const derivation::Derivation& derivation) { return engine.build_plan(derivation); },
          request.folders, request.device};
}

diag::Result<std::unique_ptr<Strategy>> strategy_of(const Engine& engine, const SearchRequest& request,
                                                    const training::Objective& objective) {
  SearchContext context{engine.space(), engine.automaton(), engine.variation(), objective.fidelities(),
                        objective.further().size()};
  context.make_objective = [&engine, &request](const ir::Setting& setting) {
    return make_objective(setting, objective_context(engine, request));
  };
  context.make_plan_objective = [&engine, &request](const ir::Setting& setting, PlanMaker plans) {
    ObjectiveContext objectives = objective_context(engine, request);
    objectives.build_plan = std::move(plans);
    return make_objective(setting, objectives);
  };
  return make_strategy(request.strategy, context);
}

/// All values as scores to be maximised, the first one's first; none if one is missing.
std::vector<double> scores_of(const Evaluation& evaluation, bool maximises,
                              std::span<const training::Criterion> further) {
  if (!evaluation.value) return {};
  std::vector<double> scores{maximises ? *evaluation.value : -*evaluation.value};
  for (const training::Criterion& criterion : further) {
    const auto metric = evaluation.metrics.find(criterion.metric);
    if (metric == evaluation.metrics.end() || !std::isfinite(metric->second)) return {};
    scores.push_back(criterion.maximises ? metric->second : -metric->second);
  }
  return scores;
}

std::int64_t level(const study::Trial& trial) {
  return trial.fidelity == 0 ? INT64_MAX : trial.fidelity;
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
    auto strategy = strategy_of(context_.engine, context_.request, context_.objective);
    if (!strategy) return strategy.error();
    strategy_ = std::move(*strategy);
    result_.maximises = context_.objective.maximises();
    result_.further = further_;
    if (const auto status = recall(resume); !status) return status.error();
    context_.observer.begun(effort());
    while (parts_spent_ < context_.request.evaluations * parts() && !result_.stopped) {
      if (const auto status = step(); !status) return status.error();
      if (result_.interrupted) break;
    }
    return std::move(result_);
  }

 private:
  /// Reads the trials of this run that the study holds, and makes the strategy's history of them.
  diag::Status recall(bool resume) {
    const auto run =
        context_.study.run({context_.engine.space().title(), ir::text(context_.engine.space()),
                            context_.request.strategy.text(), context_.request.objective.text(),
                            context_.seed, context_.objective.maximises(), context_.objective.further()});
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
    study::Trial trial{
        number, derivation::term(context_.engine.space(), *proposed), {}, strategy_->fidelity()};
    // In an ambiguous grammar two derivations may have one term. A run that goes on reads terms, so
    // that one which never stopped must continue with the same derivations.
    if (auto read = derivation::parse(context_.engine.space(), context_.engine.automaton(), trial.term))
      proposed = std::move(read);
    trial.evaluation = evaluate(*proposed, trial);
    if (context_.cancelled && !trial.evaluation.value) return interrupt();
    if (const auto status = context_.study.add(run_, trial); !status) return status;
    keep(std::move(*proposed), std::move(trial));
    context_.observer.evaluated(result_.trials.back(),
                                result_.best ? &result_.trials[*result_.best] : nullptr, strategy_->status(),
                                effort());
    return diag::success();
  }

  /// An evaluation in full is so many parts: whole numbers, so that no budget is missed by rounding.
  std::int64_t parts() const { return std::max<std::int64_t>(fidelities_.most, 1); }

  Effort effort() const {
    return {static_cast<std::int64_t>(result_.trials.size()),
            static_cast<double>(parts_spent_) / static_cast<double>(parts()), context_.request.evaluations};
  }

  diag::Status interrupt() {
    result_.interrupted = true;
    return diag::success();
  }

  /// A derivation keeps the seed of its first trial, so that its training can go on.
  Evaluation evaluate(const derivation::Derivation& derivation, const study::Trial& trial) {
    training::EvaluationContext context;
    const auto known = earlier_.find(derivation);
    const std::int64_t first = known == earlier_.end() ? trial.number : known->second.trial;
    context.seed = derivation::Rng(context_.seed).fork(static_cast<std::uint64_t>(first)).fork(1).next();
    context.fidelity = trial.fidelity;
    context.reached = known == earlier_.end() ? 0 : known->second.fidelity;
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
    spend(derivation, trial);
    history_.push_back(observe(std::move(derivation), trial));
    result_.trials.push_back(std::move(trial));
    const std::size_t last = result_.trials.size() - 1;
    if (!result_.trials[last].evaluation.value) return;
    if (!result_.best || better(result_.trials[last], result_.trials[*result_.best], result_.maximises)) {
      result_.best = last;
    }
  }

  void spend(const derivation::Derivation& derivation, const study::Trial& trial) {
    const std::int64_t fidelity = trial.fidelity == 0 ? parts() : trial.fidelity;
    Earlier& earlier = earlier_.try_emplace(derivation, Earlier{trial.number, 0}).first->second;
    parts_spent_ += fidelity - (fidelities_.continues ? std::min(earlier.fidelity, fidelity - 1) : 0);
    earlier.fidelity = std::max(earlier.fidelity, fidelity);
    result_.spent.push_back(static_cast<double>(parts_spent_) / static_cast<double>(parts()));
  }

  /// All scores are to be maximised; where one is missing, or a limit is exceeded, the trial counts as
  /// failed.
  Observation observe(derivation::Derivation derivation, const study::Trial& trial) const {
    const Evaluation& evaluation = trial.evaluation;
    Observation observation{std::move(derivation), {}, trial.fidelity, {}};
    std::vector<double> scores = scores_of(evaluation, result_.maximises, further_);
    if (scores.empty() || !evaluation.admitted) return observation;
    observation.score = scores.front();
    observation.further.assign(scores.begin() + 1, scores.end());
    return observation;
  }

  /// What was evaluated of a derivation.
  struct Earlier {
    std::int64_t trial;     ///< the first
    std::int64_t fidelity;  ///< the highest
  };

  RunContext context_;
  training::Fidelities fidelities_ = context_.objective.fidelities();
  std::vector<training::Criterion> further_ = context_.objective.further();
  std::unordered_map<derivation::Derivation, Earlier, derivation::Hash> earlier_;
  std::int64_t parts_spent_ = 0;
  std::unique_ptr<Strategy> strategy_;
  std::int64_t run_ = 0;
  std::vector<Observation> history_;
  RunResult result_;
};

}  // namespace

Search::Search(const Engine& engine, SearchRequest request, std::unique_ptr<training::Objective> objective)
    : engine_(&engine), request_(std::move(request)), objective_(std::move(objective)) {}

diag::Result<Search> Search::make(const Engine& engine, SearchRequest request) {
  auto objective = make_objective(request.objective, objective_context(engine, request));
  if (!objective) return objective.error();
  if (const auto strategy = strategy_of(engine, request, **objective); !strategy) return strategy.error();
  return Search(engine, std::move(request), std::move(*objective));
}

diag::Result<RunResult> Search::run(std::uint64_t seed, study::Study& study, bool resume,
                                    SearchObserver& observer, const std::atomic<bool>& cancelled) const {
  return Run({*engine_, request_, *objective_, seed, study, observer, cancelled})(resume);
}

std::vector<std::size_t> pareto_front(std::span<const study::Trial> trials, bool maximises,
                                      std::span<const training::Criterion> further) {
  std::vector<std::size_t> compared;
  std::vector<std::vector<double>> scores;
  std::int64_t highest = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    std::vector<double> of_trial = scores_of(trials[i].evaluation, maximises, further);
    if (of_trial.empty() || !trials[i].evaluation.admitted || level(trials[i]) < highest) continue;
    if (level(trials[i]) > highest) {
      compared.clear();
      scores.clear();
    }
    highest = level(trials[i]);
    compared.push_back(i);
    scores.push_back(std::move(of_trial));
  }
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(scores.size()),
                       static_cast<Eigen::Index>(further.size() + 1));
  for (std::size_t i = 0; i < scores.size(); ++i)
    rows.row(static_cast<Eigen::Index>(i)) =
        Eigen::Map<const Eigen::RowVectorXd>(scores[i].data(), rows.cols());
  std::vector<std::size_t> front;
  for (const std::size_t i : pareto_front(rows)) front.push_back(compared[i]);
  return front;
}

bool better(const study::Trial& a, const study::Trial& b, bool maximises) {
  const auto& value = a.evaluation.value;
  const auto& other = b.evaluation.value;
  if (!value || !other) return value.has_value() && !other;
  if (a.evaluation.admitted != b.evaluation.admitted) return a.evaluation.admitted;
  if (level(a) != level(b)) return level(a) > level(b);
  return maximises ? *value > *other : *value < *other;
}

}  // namespace nasg::search
