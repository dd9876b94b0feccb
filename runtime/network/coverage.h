// SPDX-License-Identifier: Apache-2.0
// Which layers an exported form can express.
#pragma once

#include "compiler/diag/diagnostic.h"
#include "runtime/derivation/plan.h"

namespace nasg::network {

/// Success if every layer of the plan is one that all forms have; otherwise E0615, which names the first
/// other one and `form`. A new layer is refused until C++ and ONNX have learned it; PyTorch's forms have all.
diag::Status check_coverage(const derivation::Plan& plan, const char* form);

}  // namespace nasg::network
