// SPDX-License-Identifier: Apache-2.0
// Draws the trials of a run as SVG.
#pragma once

#include <string>

#include "search/repl/study_page.h"

namespace nasg::repl {

/// A picture of 720 × 440: a dot for each trial that has a value, in order, those that exceed a limit or are
/// at a lower fidelity than the best hollow, and a line for the incumbent. The lowest twentieth of the values
/// (the highest, where less is better) lies on the edge, so that a few failures do not flatten the rest.
std::string trials_plot(const StudyRun& run, const std::string& title);

}  // namespace nasg::repl
