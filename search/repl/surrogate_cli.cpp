// SPDX-License-Identifier: Apache-2.0
// `nasg surrogate`: how well surrogates foretell what was not evaluated, over training sizes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>

#include "compiler/diag/codes/reports.h"
#include "search/benchmarks/comparison.h"
#include "search/kernels/parallel.h"
#include "search/repl/aligned.h"
#include "search/repl/cli.h"
#include "search/repl/interrupt.h"
#include "search/repl/models.h"
#include "search/repl/progress.h"
#include "search/repl/terms.h"
#include "search/strategies/fresh.h"
#include "search/strategies/objectives.h"
#include "search/surrogates/regression.h"

namespace nasg::repl {
namespace {

using derivation::Derivation;
using search::RegressionScores;
using Json = nlohmann::ordered_json;

/// Evaluates what it is given; a sample holds what has a value.
class Sampler {
 public:
  Sampler(const Console& console, const search::SearchContext& context, training::Objective& objective)
      : line_(console), context_(context), objective_(objective) {}

  void add(search::Sample& sample, Derivation derivation) {
    training::EvaluationContext evaluation;
    evaluation.cancelled = &interrupted();
    line_.draw(fmt::format("architecture {}", sample.size() + 1));
    const std::optional<double> value = objective_.evaluate(derivation, evaluation).value;
    if (!value || !std::isfinite(*value)) return;
    sample.derivations.push_back(std::move(derivation));
    sample.values.push_back(objective_.maximises() ? *value : -*value);
  }

  search::Sample of(const std::vector<Derivation>& derivations) {
    search::Sample sample;
    search::DerivationSet seen;
    for (const Derivation& derivation : derivations)
      if (!interrupted() && seen.insert(derivation).second) add(sample, derivation);
    return sample;
  }

  /// Draws until so many different ones have a value, the space gives no more, or most have none.
  diag::Result<search::Sample> draw(std::size_t size, derivation::Rng rng) {
    search::Sample sample;
    search::DerivationSet seen;
    while (sample.size() < size && seen.size() < 10 * size + 100 && !interrupted()) {
      auto drawn = search::draw_fresh(context_, seen, rng);
      if (!drawn && !seen.empty()) break;
      if (!drawn) return drawn.error();
      if (!seen.insert(*drawn).second) break;
      add(sample, *std::move(drawn));
    }
    return sample;
  }

 private:
  ProgressLine line_;
  search::SearchContext context_;
  training::Objective& objective_;
};

/// In another order for every seed.
search::Sample shuffled(const search::Sample& sample, derivation::Rng rng) {
  search::Sample result = sample;
  for (std::size_t i = result.size(); i > 1; --i) {
    const std::size_t j = rng.below(i);
    std::swap(result.derivations[i - 1], result.derivations[j]);
    std::swap(result.values[i - 1], result.values[j]);
  }
  return result;
}

/// Scores of every seed, by surrogate and size.
struct Scores {
  std::vector<ir::Setting> surrogates;
  std::vector<std::size_t> sizes;
  std::vector<std::vector<std::vector<RegressionScores>>> all;

  benchmarks::Mean mean(std::size_t surrogate, std::size_t size, double RegressionScores::* member) const {
    std::vector<double> values;
    for (const RegressionScores& scores : all[surrogate][size]) values.push_back(scores.*member);
    return benchmarks::mean_of(values);
  }
};

/// Every seed's fits are a function of the seed, so that the threads change nothing.
diag::Status run(const Console& console, const search::ModelContext& context,
                 const SurrogateArguments& arguments, const std::vector<search::Sample>& samples,
                 std::uint64_t first, Scores& scores) {
  const std::size_t seeds = samples.size();
  for (auto& sizes : scores.all)
    for (auto& by_seed : sizes) by_seed.resize(seeds);
  ProgressLine line(console);
  std::mutex mutex;  // of what follows
  std::optional<diag::Diagnostic> error;
  std::size_t done = 0;
  search::Pieces pieces(seeds * scores.surrogates.size(), 1);
  pieces.run(arguments.jobs, [&] {
    while (const auto piece = pieces.next()) {
      const std::size_t seed = piece.begin / scores.surrogates.size();
      const std::size_t model = piece.begin % scores.surrogates.size();
      const auto surrogate = search::make_surrogate(scores.surrogates[model], context);
      for (std::size_t s = 0; s < scores.sizes.size() && !interrupted(); ++s) {
        const auto scored = search::score_regression(**surrogate, samples[seed], scores.sizes[s],
                                                     arguments.test, derivation::Rng(first + seed));
        const std::lock_guard lock(mutex);
        if (error) return;
        if (!scored) {
          error = scored.error();
          return;
        }
        scores.all[model][s][seed] = *scored;
      }
      const std::lock_guard lock(mutex);
      line.draw(fmt::format("{}/{}", ++done, seeds * scores.surrogates.size()));
    }
  });
  if (error) return *error;
  return diag::success();
}

constexpr std::array<std::pair<const char*, double RegressionScores::*>, 5> kColumns = {
    {{"tau", &RegressionScores::tau},
     {"error", &RegressionScores::error},
     {"log likelihood", &RegressionScores::log_likelihood},
     {"in 50 %", &RegressionScores::half},
     {"in 90 %", &RegressionScores::most}}};

std::string text(const Scores& scores) {
  std::vector<std::vector<std::string>> rows{{"surrogate", "n"}};
  for (const auto& column : kColumns) rows.front().emplace_back(column.first);
  for (std::size_t m = 0; m < scores.surrogates.size(); ++m)
    for (std::size_t s = 0; s < scores.sizes.size(); ++s) {
      rows.push_back({scores.surrogates[m].text(), std::to_string(scores.sizes[s])});
      for (const auto& column : kColumns) {
        const benchmarks::Mean mean = scores.mean(m, s, column.second);
        rows.back().push_back(column.second == &RegressionScores::error
                                  ? fmt::format("{:.3g} ± {:.1g}", mean.mean, mean.standard_error)
                                  : fmt::format("{:.3f} ± {:.3f}", mean.mean, mean.standard_error));
      }
    }
  return aligned(rows);
}

std::string json(const Scores& scores) {
  constexpr std::array kNames = {"tau", "error", "log_likelihood", "coverage_50", "coverage_90"};
  Json rows = Json::array();
  for (std::size_t m = 0; m < scores.surrogates.size(); ++m)
    for (std::size_t s = 0; s < scores.sizes.size(); ++s) {
      Json row{{"surrogate", scores.surrogates[m].text()}, {"size", scores.sizes[s]}};
      for (std::size_t c = 0; c < kColumns.size(); ++c) {
        const benchmarks::Mean mean = scores.mean(m, s, kColumns[c].second);
        row[kNames[c]] = {{"mean", mean.mean}, {"error", mean.standard_error}};
      }
      rows.push_back(std::move(row));
    }
  return rows.dump(1) + "\n";
}

/// E0786.
diag::Status enough(const search::Sample& sample, std::size_t needed) {
  if (sample.size() >= needed) return diag::success();
  return diag::make(diag::code::E0786, {}, std::to_string(sample.size()), std::to_string(needed));
}

/// A sample for each seed: draws of its own, or the same terms in an order of its own.
diag::Result<std::vector<search::Sample>> draw_samples(Sampler& sampler, const std::optional<Terms>& terms,
                                                       std::size_t needed, const SearchPlan& plan) {
  std::vector<search::Sample> samples;
  const search::Sample given = terms ? sampler.of(terms->derivations) : search::Sample();
  for (std::int64_t i = 0; i < plan.seeds && !interrupted(); ++i) {
    const derivation::Rng rng(plan.seed + static_cast<std::uint64_t>(i));
    auto sample = terms ? diag::Result(shuffled(given, rng)) : sampler.draw(needed, rng);
    if (!sample) return sample.error();
    if (const diag::Status status = enough(*sample, needed); !status && !interrupted()) return status.error();
    samples.push_back(*std::move(sample));
  }
  return samples;
}

}  // namespace

int surrogate_command(const Console& console, const SurrogateArguments& arguments) {
  Workspace workspace;
  diag::Sink sink;
  const auto refuse = [&](const diag::Diagnostic& error) {
    report(console, workspace.sources, error);
    return kErrors;
  };
  std::optional<SearchPlan> plan;
  if (workspace.load(arguments.file, sink)) plan = plan_search(workspace, arguments.options, sink);
  report(console, workspace.sources, sink);
  if (!plan) return kErrors;

  const sema::CheckedSpace& checked = *workspace.space();
  const search::ModelContext models = model_context(workspace);
  Scores scores{{}, arguments.sizes, {}};
  std::vector<std::string> settings = arguments.surrogates;
  if (settings.empty()) settings = search::surrogate_names();
  for (const std::string& setting : settings) {
    auto read = workspace.setting(setting, "--surrogate");
    if (!read) return refuse(read.error());
    if (const auto made = search::make_surrogate(*read, models); !made) return refuse(made.error());
    scores.surrogates.push_back(*std::move(read));
  }
  scores.all.assign(scores.surrogates.size(),
                    std::vector<std::vector<RegressionScores>>(scores.sizes.size()));
  const auto build_plan = [&](const Derivation& given) {
    return derivation::build_plan(checked.space, given);
  };
  const auto objective = search::make_objective(
      plan->request.objective,
      {checked.space, checked.automaton, build_plan, plan->request.folders, plan->request.device});
  if (!objective) return refuse(objective.error());
  std::optional<Terms> terms;
  if (!arguments.terms.empty() && !(terms = read_terms(console, workspace, arguments.terms))) return kErrors;

  const auto variation = derivation::make_interpreter(checked.space, checked.automaton);
  Sampler sampler(console, {checked.space, checked.automaton, *variation}, **objective);
  const std::size_t needed = *std::ranges::max_element(scores.sizes) + arguments.test;
  const auto samples = draw_samples(sampler, terms, needed, *plan);
  if (!samples) return refuse(samples.error());
  if (!interrupted()) {
    const diag::Status status = run(console, models, arguments, *samples, plan->seed, scores);
    if (!status) return refuse(status.error());
  }
  if (interrupted()) return interrupt_status();
  console.out << (arguments.json ? json(scores) : text(scores)) << std::flush;
  return kSuccess;
}

}  // namespace nasg::repl
