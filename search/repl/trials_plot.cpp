// SPDX-License-Identifier: Apache-2.0
// Dots, and the line above them.
#include "search/repl/trials_plot.h"

#include <fmt/format.h>

#include <algorithm>

#include "search/benchmarks/svg_plot.h"
#include "search/strategies/runner.h"

namespace nasg::repl {
namespace {

using benchmarks::Range;
using benchmarks::SvgPlot;

Range heights(const StudyRun& run) {
  std::vector<double> values;
  for (const study::Trial& trial : run.trials)
    if (trial.evaluation.value) values.push_back(*trial.evaluation.value);
  std::ranges::sort(values);
  if (!run.header.maximises) std::ranges::reverse(values);
  Range range = Range::none();
  for (std::size_t i = values.size() / 20; i < values.size(); ++i) range.include(values[i]);
  return range.widened();
}

std::string dot(double x, double y, bool hollow) {
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" {}/>", x, y,
                     hollow ? "fill=\"none\" stroke=\"#8C8C8C\"" : "fill=\"#0072B2\" fill-opacity=\"0.5\"");
}

}  // namespace

std::string trials_plot(const StudyRun& run, const std::string& title) {
  const double last = static_cast<double>(std::max<std::size_t>(run.trials.size(), 2));
  SvgPlot plot({1, last}, heights(run), title, "trial", "value");
  const study::Trial* const found = best_trial(run);
  const study::Trial* best = nullptr;
  std::string line;
  for (std::size_t i = 0; i < run.trials.size(); ++i) {
    const study::Trial& trial = run.trials[i];
    if (!trial.evaluation.value) continue;
    const double x = plot.x(static_cast<double>(i + 1));
    const double y = plot.y(*trial.evaluation.value);
    plot.add(dot(x, y, !trial.evaluation.admitted || trial.fidelity != found->fidelity));
    if (best != nullptr && !search::better(trial, *best, run.header.maximises)) continue;
    best = &trial;
    line += line.empty() ? fmt::format("M{:.1f} {:.1f}", x, y) : fmt::format("H{:.1f}V{:.1f}", x, y);
  }
  if (!line.empty())
    plot.add(fmt::format("<path d=\"{}H{:.1f}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"/>", line,
                         plot.x(last), SvgPlot::colour(1)));
  return std::move(plot).finish();
}

}  // namespace nasg::repl
