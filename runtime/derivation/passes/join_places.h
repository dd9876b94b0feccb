// SPDX-License-Identifier: Apache-2.0
// The pass that concatenates what sums put side by side.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// Where branches of a sum are values that `place` puts one behind the other, so that they fill the first
/// axis and none is cut, they are concatenated instead: no zeros are made and added.
bool join_places(Plan& plan);

}  // namespace nasg::derivation
