// SPDX-License-Identifier: Apache-2.0
// The last steps of a plan.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// Drops steps that the result does not need, numbers values and weights anew in order (the input is 0, step
/// i yields i + 1), and sets last uses. Idempotent; passes that change a plan call it at their end. O(n).
Plan finish_plan(Plan plan);

}  // namespace nasg::derivation
