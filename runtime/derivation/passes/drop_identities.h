// SPDX-License-Identifier: Apache-2.0
// The pass that leaves out what passes its input on.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// Drops `id`, merges of one branch, pooling over windows of one element, the mean over one element, the
/// flattening of a vector, and dropout with p = 0: their readers read their input.
bool drop_identities(Plan& plan);

}  // namespace nasg::derivation
