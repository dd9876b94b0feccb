// SPDX-License-Identifier: Apache-2.0
// Reads what an evaluating program printed.
#pragma once

#include <string>

#include "runtime/training/objective.h"
#include "runtime/workers/process.h"

namespace nasg::workers {

/// The evaluation that a finished program stands for. It counts if the program exited with 0 and one of its
/// lines is a number alone, or a JSON object with a number `value`; the last such line is taken. Of an
/// object, `test` is the test value, and every other number a metric. Output that is one JSON object over
/// several lines counts too. All else is a failed evaluation, with the last lines of what was printed.
training::Evaluation read_outcome(const ProcessOutcome& outcome, double time_limit);

}  // namespace nasg::workers
