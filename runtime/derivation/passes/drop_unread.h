// SPDX-License-Identifier: Apache-2.0
// The pass that leaves out what the result does not need.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// Drops steps whose values are not read on the way to the result, and numbers values anew in order: the
/// input is 0, step i yields i + 1.
bool drop_unread(Plan& plan);

}  // namespace nasg::derivation
