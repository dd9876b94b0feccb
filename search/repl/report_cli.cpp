// SPDX-License-Identifier: Apache-2.0
// `nasg report`: what a study holds.
#include <fmt/format.h>

#include <filesystem>

#include "compiler/diag/codes/files.h"
#include "search/repl/cli.h"
#include "search/repl/files.h"
#include "search/repl/results.h"
#include "search/repl/study_page.h"

namespace nasg::repl {
namespace {

std::string run_text(const StudyRun& run) {
  std::size_t failed = 0;
  double seconds = 0;
  for (const study::Trial& trial : run.trials) {
    seconds += trial.evaluation.seconds;
    if (!trial.evaluation.value) ++failed;
  }
  const auto& [header, trials] = run;
  const study::Trial* best = best_trial(run);
  std::string text = fmt::format("space        {}\nstrategy     {}\nobjective    {}\nseed         {}\n",
                                 header.space_title, header.strategy, header.objective, header.seed);
  text +=
      fmt::format("trials       {} ({} failed), {} evaluating\n", trials.size(), failed, duration(seconds));
  if (best == nullptr) return text + "best         none\n";
  text += "best         " + best->term + "\nvalue        " + readable(*best->evaluation.value) + "\n";
  if (best->evaluation.test) text += "test         " + readable(*best->evaluation.test) + "\n";
  text += fmt::format("found        in trial {}\n", best->number + 1);
  return header.further.empty() ? text : text + front_text(trials, header.maximises, header.further);
}

}  // namespace

int report_command(const Console& console, const std::string& path, const std::string& page) {
  const diag::SourceMap sources;
  const auto fail = [&](const diag::Diagnostic& error) {
    report(console, sources, error);
    return kErrors;
  };
  // A study that is not there would be made.
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    return fail(diag::make(diag::code::E0901, {}, path, "there is no such file"));
  }
  const auto study = study::Study::open(path);
  if (!study) return fail(study.error());
  const auto runs = study->runs();
  if (!runs) return fail(runs.error());
  std::vector<StudyRun> all;
  for (const auto& [id, header] : *runs) {
    auto trials = study->trials(id);
    if (!trials) return fail(trials.error());
    all.push_back({header, *std::move(trials)});
  }
  if (!page.empty()) {
    const diag::Status written =
        write_file(page, study_page(all, std::filesystem::path(path).filename().string()));
    return written ? kSuccess : fail(written.error());
  }
  if (all.empty()) console.out << "the study holds no run\n";
  for (const StudyRun& run : all) console.out << (&run == all.data() ? "" : "\n") << run_text(run);
  console.out << std::flush;
  return kSuccess;
}

}  // namespace nasg::repl
