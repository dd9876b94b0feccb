// SPDX-License-Identifier: Apache-2.0
// A study as a page for a browser.
#pragma once

#include <string>
#include <vector>

#include "runtime/study/study.h"

namespace nasg::repl {

struct StudyRun {
  study::RunHeader header;
  std::vector<study::Trial> trials;
};

/// The best trial of a run (`search::better`), null if none has a value.
const study::Trial* best_trial(const StudyRun& run);

/// One HTML file that needs no other, and no script. For each space with its objective: the incumbents of the
/// strategies, where there are several runs, and their means; then for each run its trials as a plot, the
/// best architecture, the Pareto front where several values are optimised, the ten best trials, and what
/// failed.
std::string study_page(const std::vector<StudyRun>& runs, const std::string& title);

}  // namespace nasg::repl
