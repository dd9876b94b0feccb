// SPDX-License-Identifier: Apache-2.0
// The pass that computes nothing without parameters twice.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// Of several merges or pure layers (no parameters, no state, no randomness) of the same values, the first
/// stands for all: a ReLU that starts each edge of a cell's node is computed once. The order of two branches
/// does not matter, except for concatenation.
bool share_repeats(Plan& plan);

}  // namespace nasg::derivation
