// SPDX-License-Identifier: Apache-2.0
// The pass that leaves out what `zero` cuts off.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// A value is cut if it is `zero`, a layer of a cut value (the language has it so: `a >> zero >> b` is zero,
/// whatever b's bias), a sum, mean, maximum or concatenation of cut values alone, or a product with one.
/// Steps that yield cut values go; a sum leaves its cut branches out; other merges, and what the plan's
/// anchors demand, get zeros of the right shape. Runs once, first, and spends the anchors.
bool cut_zeros(Plan& plan);

}  // namespace nasg::derivation
