// SPDX-License-Identifier: Apache-2.0
// Finished runs as text for people and as JSON for programs.
#include "search/repl/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "runtime/derivation/term.h"
#include "search/benchmarks/comparison.h"
#include "search/repl/console.h"

namespace nasg::repl {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json trial_json(const study::Trial& trial) {
  const training::Evaluation& evaluation = trial.evaluation;
  Json json{{"term", trial.term}, {"value", number(evaluation.value)}, {"test", number(evaluation.test)}};
  json["metrics"] = Json::object();
  for (const auto& [name, value] : evaluation.metrics) json["metrics"][name] = value;
  for (const auto& [name, values] : evaluation.curves) json["curves"][name] = values;
  json["seconds"] = evaluation.seconds;
  if (trial.fidelity > 0) json["fidelity"] = trial.fidelity;
  if (!evaluation.admitted) json["admitted"] = false;
  if (!evaluation.message.empty()) json["message"] = evaluation.message;
  return json;
}

/// The trainable parameters of a term, where the objective did not count them.
std::optional<std::int64_t> parameters(const search::Engine& engine, const study::Trial& trial) {
  const auto counted = trial.evaluation.metrics.find("params");
  if (counted != trial.evaluation.metrics.end()) return static_cast<std::int64_t>(counted->second);
  const auto derivation = derivation::parse(engine.space(), engine.automaton(), trial.term);
  if (!derivation) return std::nullopt;
  const auto plan = engine.build_plan(*derivation);
  if (!plan) return std::nullopt;
  return derivation::cost(*plan).parameters;
}

std::size_t failures(const search::RunResult& result) {
  std::size_t count = 0;
  for (const study::Trial& trial : result.trials) count += trial.evaluation.value ? 0 : 1;
  return count;
}

std::string mean_and_deviation(const std::vector<double>& values) {
  const benchmarks::Mean mean = benchmarks::mean_of(values);
  return readable(mean.mean) + " ± " +
         readable(mean.standard_error * std::sqrt(static_cast<double>(mean.runs)));
}

std::string best_text(const search::Engine& engine, const search::RunResult& result) {
  if (!result.best) return "best         none: every trial failed\n";
  const study::Trial& best = result.trials[*result.best];
  std::string text = "best         " + best.term + "\n";
  text += fmt::format("{:<13}{}\n", best.evaluation.test ? "validation" : "value",
                      readable(*best.evaluation.value));
  if (best.evaluation.test) text += "test         " + readable(*best.evaluation.test) + "\n";
  if (const auto count = parameters(engine, best)) text += "parameters   " + grouped(*count) + "\n";
  if (best.fidelity > 0) text += fmt::format("fidelity     {}\n", best.fidelity);
  return text + fmt::format("found        in trial {} of {}\n", best.number + 1, result.trials.size());
}

std::string seeds_text(const SearchResults& results) {
  std::string text = "seed         value        test\n";
  std::vector<double> values;
  std::vector<double> tests;
  for (const auto& [seed, result] : results.runs) {
    const training::Evaluation none;
    const training::Evaluation& best = result.best ? result.trials[*result.best].evaluation : none;
    if (best.value) values.push_back(*best.value);
    if (best.test) tests.push_back(*best.test);
    text += fmt::format("{:<13}{:<13}{}\n", seed, best.value ? readable(*best.value) : "-",
                        best.test ? readable(*best.test) : "-");
  }
  if (!values.empty()) text += "values       " + mean_and_deviation(values) + "\n";
  if (!tests.empty()) text += "tests        " + mean_and_deviation(tests) + "\n";
  return text;
}

}  // namespace

std::string front_text(std::span<const study::Trial> trials, bool maximises,
                       std::span<const training::Criterion> further) {
  std::vector<std::size_t> front = search::pareto_front(trials, maximises, further);
  std::ranges::stable_sort(
      front, [&](std::size_t a, std::size_t b) { return search::better(trials[a], trials[b], maximises); });
  std::string text = fmt::format("front        {} of {} trials\n", front.size(), trials.size());
  for (const std::size_t i : front) {
    const training::Evaluation& evaluation = trials[i].evaluation;
    std::string values = readable(*evaluation.value);
    for (const training::Criterion& criterion : further)
      values += fmt::format("  {} {}", criterion.metric, readable(evaluation.metrics.at(criterion.metric)));
    text += fmt::format("  {}  {}\n", values, trials[i].term);
  }
  return text;
}

std::string summary(const search::Engine& engine, const SearchResults& results) {
  std::string text = "space        " + results.space + "\nstrategy     " + results.strategy + "\n";
  const SeedRun* best = &results.runs.front();
  std::size_t failed = 0;
  for (const SeedRun& run : results.runs) {
    failed += failures(run.result);
    if (!run.result.best) continue;
    const study::Trial none;
    const study::Trial& so_far = best->result.best ? best->result.trials[*best->result.best] : none;
    if (search::better(run.result.trials[*run.result.best], so_far, run.result.maximises)) best = &run;
  }
  if (results.runs.size() > 1) text += seeds_text(results);
  text += best_text(engine, best->result);
  if (!best->result.further.empty())
    text += front_text(best->result.trials, best->result.maximises, best->result.further);
  if (failed > 0) text += fmt::format("failed       {} trial{}\n", failed, failed == 1 ? "" : "s");
  return text + "study        " + results.study + "\n";
}

std::string json(const SearchResults& results) {
  Json runs = Json::array();
  for (const auto& [seed, result] : results.runs) {
    Json trials = Json::array();
    for (const study::Trial& trial : result.trials) trials.push_back(trial_json(trial));
    Json run{{"seed", seed}, {"trials", std::move(trials)}};
    if (!result.further.empty())
      run["front"] = search::pareto_front(result.trials, result.maximises, result.further);
    runs.push_back(std::move(run));
  }
  const Json object{{"space", results.space}, {"strategy", results.strategy}, {"runs", std::move(runs)}};
  return object.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nasg::repl
