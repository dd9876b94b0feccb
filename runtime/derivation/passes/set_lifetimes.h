// SPDX-License-Identifier: Apache-2.0
// The pass that says when values end.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// Sets `last_uses`: each value but the result ends with the last step that reads it.
bool set_lifetimes(Plan& plan);

}  // namespace nasg::derivation
