// SPDX-License-Identifier: Apache-2.0
// `nasg compare`.
#include <algorithm>
#include <cstdlib>

#include "compiler/diag/codes/search.h"
#include "search/benchmarks/comparison_plot.h"
#include "search/repl/cli.h"
#include "search/repl/comparison_run.h"
#include "search/repl/comparison_text.h"
#include "search/repl/files.h"
#include "search/repl/interrupt.h"

namespace nasg::repl {
namespace {

/// The searches to compare: one for each strategy that was named, else those that the file declares.
std::vector<ComparedSearch> plan(Workspace& workspace, const CompareArguments& arguments, diag::Sink& sink) {
  std::vector<ComparedSearch> searches;
  const auto add = [&](const SearchOptions& options, const std::string& name) {
    auto plan = plan_search(workspace, options, sink);
    if (plan) searches.push_back({name, workspace.space()->space.title(), *std::move(plan)});
  };
  SearchOptions options = arguments.options;
  if (options.study.empty()) options.study = study_name(workspace.path(), true);
  for (const std::string& strategy : arguments.strategies) {
    options.strategy = strategy;
    add(options, strategy);
  }
  if (!arguments.strategies.empty()) return searches;
  const std::vector<ir::SearchSpec> declared = workspace.program()->searches();
  for (const ir::SearchSpec& search : declared) {
    options.search = search.name;
    add(options, search.name);
  }
  if (declared.empty()) sink.add(diag::make(diag::code::E0743, {}, arguments.file));
  return searches;
}

/// E0745: values of different objectives, or of different spaces, say nothing of strategies.
bool comparable(const std::vector<ComparedSearch>& searches, diag::Sink& sink) {
  for (std::size_t i = 1; i < searches.size(); ++i) {
    const std::string here = searches[i].plan.request.objective.text();
    const bool alike = here == searches[0].plan.request.objective.text();
    if (alike && searches[i].space == searches[0].space) continue;
    sink.add(
        diag::make(diag::code::E0745, {}, searches[0].name, searches[i].name, alike ? "space" : "objective"));
    return false;
  }
  return true;
}

}  // namespace

int compare_command(const Console& console, const CompareArguments& arguments) {
  // Runs share the cores already: trainings of several threads would wait for each other.
  setenv("OMP_NUM_THREADS", "1", /*overwrite=*/0);
  Workspace workspace;
  diag::Sink sink;
  const bool loaded = workspace.load(arguments.file, sink);
  const auto fail = [&] {
    report(console, workspace.sources, sink);
    return kErrors;
  };
  if (!loaded) return fail();
  const std::vector<ComparedSearch> searches = plan(workspace, arguments, sink);
  if (sink.errors() > 0 || !comparable(searches, sink)) return fail();
  const search::Engine engine(*workspace.space(), arguments.options.compiled, sink);
  report(console, workspace.sources, sink);
  const auto outcome = run_comparison(console, workspace, engine, searches, arguments.jobs);
  if (!outcome) return kErrors;
  if (outcome->interrupted) {
    console.err << "interrupted; the same command goes on\n" << std::flush;
    return interrupt_status();
  }
  const benchmarks::Comparison& comparison = outcome->comparison;
  std::vector<std::size_t> at = arguments.at.empty() ? checkpoints(outcome->evaluations) : arguments.at;
  std::ranges::sort(at);
  if (!arguments.plot.empty()) {
    const std::string svg = benchmarks::plot(comparison, outcome->evaluations, engine.space().title());
    if (const auto status = write_file(arguments.plot, svg); !status) {
      report(console, workspace.sources, status.error());
      return kErrors;
    }
  }
  console.out << (arguments.json  ? comparison_json(comparison, at)
                  : arguments.csv ? comparison_csv(comparison, at)
                                  : comparison_text(comparison, at))
              << std::flush;
  return kSuccess;
}

}  // namespace nasg::repl
