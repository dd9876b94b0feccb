// SPDX-License-Identifier: Apache-2.0
// Parts of plans as text.
#pragma once

#include <string>

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// `conv2d(channels=16, kernel=3)`: a layer with the arguments that differ from their fallbacks; `first`
/// stands before them.
std::string layer_text(const PlanStep::Layer& layer, const std::string& first = "");

}  // namespace nasg::derivation
