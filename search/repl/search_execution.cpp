// SPDX-License-Identifier: Apache-2.0
// Carries out a planned search.
#include "search/repl/search_execution.h"

#include "search/repl/interrupt.h"
#include "search/repl/progress.h"

namespace nasg::repl {

std::optional<SearchOutcome> execute(const Console& console, const Workspace& workspace,
                                     const search::Engine& engine, const SearchPlan& plan) {
  const auto refuse = [&](const diag::Diagnostic& error) {
    report(console, workspace.sources, error);
    return std::nullopt;
  };
  // Settings first: a mistake in them leaves no file behind.
  const auto search = search::Search::make(engine, plan.request);
  if (!search) return refuse(search.error());
  auto study = study::Study::open(plan.study);
  if (!study) return refuse(study.error());
  SearchOutcome outcome;
  outcome.results = {engine.space().title(), plan.request.strategy.text(), plan.study, {}};
  console.err << "study " << plan.study << '\n' << std::flush;
  for (std::int64_t i = 0; i < plan.seeds && !outcome.interrupted; ++i) {
    const std::uint64_t seed = plan.seed + static_cast<std::uint64_t>(i);
    SearchProgress progress(console, plan.seeds > 1 ? "seed " + std::to_string(seed) + ": " : "");
    auto result = search->run(seed, *study, plan.resume, progress, interrupted());
    if (!result) return refuse(result.error());
    if (result->stopped && i == 0) console.err << "ended early: " << result->stopped->message() << '\n';
    outcome.interrupted = result->interrupted;
    outcome.results.runs.push_back({seed, std::move(*result)});
  }
  return outcome;
}

}  // namespace nasg::repl
