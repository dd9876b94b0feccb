// SPDX-License-Identifier: Apache-2.0
// What each layer of a plan costs, as a table for people.
#pragma once

#include <string>

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// A row for each layer and merge: what it is, its output's shape, its parameters (`tied` where another row
/// has them), its operations as ir::Cost counts them, and the bytes of its output for one example, as 32-bit
/// floats. The last row holds the totals, which are those of `cost`.
std::string cost_table(const Plan& plan);

/// The most bytes of values that are alive at once while the plan runs on one example without gradients: each
/// step needs its inputs and its output, and what later steps read. O(steps).
std::int64_t peak_bytes(const Plan& plan);

}  // namespace nasg::derivation
