// SPDX-License-Identifier: Apache-2.0
// `nasg search` and `nasg FILE`.
#include "compiler/diag/codes/search.h"
#include "search/repl/cli.h"
#include "search/repl/files.h"
#include "search/repl/interrupt.h"
#include "search/repl/search_execution.h"

namespace nasg::repl {
namespace {

void tell_how_to_go_on(const Console& console, const SearchArguments& arguments,
                       const SearchOutcome& outcome) {
  std::size_t done = 0;
  for (const SeedRun& run : outcome.results.runs) done += run.result.trials.size();
  console.err << "interrupted after " << done << (done == 1 ? " trial" : " trials") << "; go on with\n  "
              << arguments.again;
  if (arguments.options.study.empty()) console.err << " --study " << outcome.results.study;
  if (!arguments.options.resume) console.err << " --resume";
  console.err << '\n' << std::flush;
}

/// Runs one search of a loaded file.
int run(const Console& console, Workspace& workspace, const SearchArguments& arguments,
        const std::string& study) {
  diag::Sink sink;
  auto plan = plan_search(workspace, arguments.options, sink);
  if (plan) {
    if (!study.empty()) plan->study = study;
    const search::Engine engine(*workspace.space(), plan->compiled, sink);
    report(console, workspace.sources, sink);
    const auto outcome = execute(console, workspace, engine, *plan);
    if (!outcome) return kErrors;
    if (outcome->interrupted) {
      tell_how_to_go_on(console, arguments, *outcome);
      return interrupt_status();
    }
    console.out << (arguments.json ? json(outcome->results) : summary(engine, outcome->results))
                << std::flush;
    return kSuccess;
  }
  report(console, workspace.sources, sink);
  return kErrors;
}

bool load(const Console& console, Workspace& workspace, const std::string& file) {
  diag::Sink sink;
  const bool loaded = workspace.load(file, sink);
  report(console, workspace.sources, sink);
  return loaded;
}

}  // namespace

int search_command(const Console& console, const SearchArguments& arguments) {
  Workspace workspace;
  if (!load(console, workspace, arguments.file)) return kErrors;
  return run(console, workspace, arguments, "");
}

int file_command(const Console& console, const SearchArguments& arguments) {
  Workspace workspace;
  if (!load(console, workspace, arguments.file)) return kErrors;
  const std::vector<ir::SearchSpec> searches = workspace.program()->searches();
  if (searches.empty()) {
    report(console, workspace.sources, diag::make(diag::code::E0743, {}, arguments.file));
    return kErrors;
  }
  // One name for all searches of the file, chosen once.
  const std::string study = arguments.options.study.empty()
                                ? study_name(workspace.path(), arguments.options.resume)
                                : arguments.options.study;
  for (const ir::SearchSpec& search : searches) {
    if (searches.size() > 1) console.err << "search " << search.name << '\n';
    SearchArguments one = arguments;
    one.options.search = search.name;
    if (const int status = run(console, workspace, one, study); status != kSuccess) return status;
  }
  return kSuccess;
}

}  // namespace nasg::repl
