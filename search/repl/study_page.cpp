// SPDX-License-Identifier: Apache-2.0
// A study as a page for a browser: from the whole to the single trial.
#include "search/repl/study_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/page/page.h"
#include "search/benchmarks/comparison_plot.h"
#include "search/repl/comparison_text.h"
#include "search/repl/console.h"
#include "search/repl/trials_plot.h"
#include "search/strategies/runner.h"

namespace nasg::repl {
namespace {

using page::code;
using page::escaped;

constexpr std::size_t kBest = 10;
constexpr std::size_t kFailures = 20;

/// The runs of one space and one objective.
using Group = std::vector<const StudyRun*>;

std::vector<Group> groups_of(const std::vector<StudyRun>& runs) {
  std::vector<Group> groups;
  for (const StudyRun& run : runs) {
    const auto same = [&](const Group& group) {
      const study::RunHeader& other = group.front()->header;
      return other.space_title == run.header.space_title && other.objective == run.header.objective;
    };
    const auto at = std::ranges::find_if(groups, same);
    if (at == groups.end())
      groups.push_back({&run});
    else
      at->push_back(&run);
  }
  return groups;
}

benchmarks::ComparedRun compared_run(const StudyRun& run) {
  benchmarks::ComparedRun compared{run.header.seed, {}};
  const study::Trial* best = nullptr;
  for (const study::Trial& trial : run.trials) {
    const training::Evaluation& evaluation = trial.evaluation;
    if (evaluation.value && (best == nullptr || search::better(trial, *best, run.header.maximises)))
      best = &trial;
    compared.incumbents.push_back(best == nullptr ? std::nullopt
                                                  : std::optional(benchmarks::Incumbent{
                                                        *best->evaluation.value, best->evaluation.test}));
  }
  return compared;
}

/// An arm for each strategy.
benchmarks::Comparison comparison_of(const Group& group) {
  benchmarks::Comparison comparison;
  comparison.maximises = group.front()->header.maximises;
  for (const StudyRun* run : group) {
    const study::Trial* best = best_trial(*run);
    comparison.tested = comparison.tested || (best != nullptr && best->evaluation.test);
    const auto at = std::ranges::find(comparison.arms, run->header.strategy, &benchmarks::Arm::name);
    benchmarks::Arm& arm = at == comparison.arms.end()
                               ? comparison.arms.emplace_back(benchmarks::Arm{run->header.strategy, {}})
                               : *at;
    arm.runs.push_back(compared_run(*run));
  }
  return comparison;
}

std::string comparison_part(const Group& group) {
  const benchmarks::Comparison comparison = comparison_of(group);
  std::size_t evaluations = 1;
  for (const StudyRun* run : group) evaluations = std::max(evaluations, run->trials.size());
  std::string text = benchmarks::plot(comparison, evaluations, "Incumbents: mean and standard error");
  text += "<div class=\"wide\"><table><tr><th>strategy</th><th>runs</th>";
  for (const std::size_t at : checkpoints(evaluations)) text += fmt::format("<th>at {}</th>", at);
  text += "</tr>\n";
  for (const benchmarks::Arm& arm : comparison.arms) {
    text += fmt::format("<tr><td>{}</td><td class=\"number\">{}</td>", code(arm.name), arm.runs.size());
    for (const std::size_t at : checkpoints(evaluations))
      text += "<td class=\"number\">" + with_error(mean_of(comparison, arm, at)) + "</td>";
    text += "</tr>\n";
  }
  return text +
         fmt::format("</table></div>\n<p>{} of the incumbent, mean ± standard error; {} is better.</p>\n",
                     comparison.tested ? "Test metric" : "Metric", comparison.maximises ? "more" : "less");
}

std::string trials_table(const std::vector<const study::Trial*>& trials) {
  std::vector<std::string> metrics;
  bool tested = false;
  for (const study::Trial* trial : trials) {
    tested = tested || trial->evaluation.test;
    for (const auto& [name, value] : trial->evaluation.metrics)
      if (std::ranges::find(metrics, name) == metrics.end()) metrics.push_back(name);
  }
  std::string text = "<div class=\"wide\"><table><tr><th>trial</th><th>value</th>";
  if (tested) text += "<th>test</th>";
  for (const std::string& name : metrics) text += "<th>" + escaped(name) + "</th>";
  text += "<th>term</th></tr>\n";
  const auto cell = [&](const std::string& number) { text += "<td class=\"number\">" + number + "</td>"; };
  for (const study::Trial* trial : trials) {
    const training::Evaluation& evaluation = trial->evaluation;
    text += "<tr>";
    cell(std::to_string(trial->number + 1));
    cell(readable(*evaluation.value));
    if (tested) cell(evaluation.test ? readable(*evaluation.test) : "");
    for (const std::string& name : metrics) {
      const auto at = evaluation.metrics.find(name);
      cell(at == evaluation.metrics.end() ? "" : readable(at->second));
    }
    text += "<td>" + code(trial->term) + "</td></tr>\n";
  }
  return text + "</table></div>\n";
}

std::vector<const study::Trial*> best_trials(const StudyRun& run) {
  std::vector<const study::Trial*> sorted;
  for (const study::Trial& trial : run.trials)
    if (trial.evaluation.value) sorted.push_back(&trial);
  std::ranges::stable_sort(sorted, [&](const study::Trial* a, const study::Trial* b) {
    return search::better(*a, *b, run.header.maximises);
  });
  sorted.resize(std::min(sorted.size(), kBest));
  return sorted;
}

std::string failures(const StudyRun& run) {
  std::size_t failed = 0;
  std::string items;
  for (const study::Trial& trial : run.trials) {
    if (trial.evaluation.value || ++failed > kFailures) continue;
    items += fmt::format("<li>Trial {}, {}<pre>{}</pre></li>\n", trial.number + 1, code(trial.term),
                         escaped(trial.evaluation.message));
  }
  if (failed == 0) return "";
  return fmt::format("<details><summary>{} failed{}</summary><ul>\n{}</ul></details>\n",
                     failed == 1 ? "One trial" : std::to_string(failed) + " trials",
                     failed > kFailures ? fmt::format(", the first {}", kFailures) : "", items);
}

std::string front_part(const StudyRun& run) {
  std::vector<const study::Trial*> front;
  for (const std::size_t i : search::pareto_front(run.trials, run.header.maximises, run.header.further))
    front.push_back(&run.trials[i]);
  return "<h3>Pareto front</h3>\n" + trials_table(front);
}

std::string run_part(const StudyRun& run, bool open) {
  double seconds = 0;
  for (const study::Trial& trial : run.trials) seconds += trial.evaluation.seconds;
  std::string text = fmt::format("<details{}><summary>{}, seed {}</summary>\n", open ? " open" : "",
                                 code(run.header.strategy), run.header.seed);
  text += fmt::format("<p>{} trials, {} evaluating.</p>\n", run.trials.size(), duration(seconds));
  const study::Trial* best = best_trial(run);
  if (best != nullptr) {
    text +=
        fmt::format("<p>Best, found in trial {}:</p><pre>{}</pre>\n", best->number + 1, escaped(best->term));
    text += trials_plot(run, "Trials and incumbent");
    if (!run.header.further.empty()) text += front_part(run);
    text += "<h3>The best trials</h3>\n" + trials_table(best_trials(run));
  }
  return text + failures(run) + "</details>\n";
}

}  // namespace

const study::Trial* best_trial(const StudyRun& run) {
  const study::Trial* best = nullptr;
  for (const study::Trial& trial : run.trials)
    if (trial.evaluation.value && (best == nullptr || search::better(trial, *best, run.header.maximises)))
      best = &trial;
  return best;
}

std::string study_page(const std::vector<StudyRun>& runs, const std::string& title) {
  std::string text;
  if (runs.empty()) text += "<p>The study holds no run.</p>\n";
  for (const Group& group : groups_of(runs)) {
    const study::RunHeader& header = group.front()->header;
    text += "<h2>" + code(header.space_title) + "</h2>\n<p>Objective: " + code(header.objective) + "</p>\n";
    if (group.size() > 1) text += comparison_part(group);
    for (const StudyRun* run : group) text += run_part(*run, group.size() == 1);
  }
  return page::whole(title, text);
}

}  // namespace nasg::repl
