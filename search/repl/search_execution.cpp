// SPDX-License-Identifier: Apache-2.0
// Carries out a planned search.
#include "search/repl/search_execution.h"

#include "search/repl/interrupt.h"
#include "search/repl/progress.h"

namespace nasg::repl {

std::optional<SearchOutcome> execute(const Console& console, const Workspace& workspace,
                                     const search::Engine& engine, const SearchPlan& plan) {
  auto study = study::Study::open(plan.study);
  if (!study) {
    report(console, workspace.sources, study.error());
    return std::nullopt;
  }
  SearchOutcome outcome;
  outcome.results = {engine.space().title(), plan.request.strategy.text(), plan.study, {}};
  console.err << "study " << plan.study << '\n' << std::flush;
  search::SearchRequest request = plan.request;
  for (std::int64_t i = 0; i < plan.seeds && !outcome.interrupted; ++i) {
    request.seed = plan.request.seed + static_cast<std::uint64_t>(i);
    SearchProgress progress(console, plan.seeds > 1 ? "seed " + std::to_string(request.seed) + ": " : "");
    auto result = search::run_search(engine, request, *study, plan.resume, progress, interrupted());
    if (!result) {
      report(console, workspace.sources, result.error());
      return std::nullopt;
    }
    if (result->stopped && i == 0) console.err << "ended early: " << result->stopped->message() << '\n';
    outcome.interrupted = result->interrupted;
    outcome.results.runs.push_back({request.seed, std::move(*result)});
  }
  return outcome;
}

}  // namespace nasg::repl
