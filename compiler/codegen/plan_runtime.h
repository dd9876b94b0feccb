// SPDX-License-Identifier: Apache-2.0
// What compiled constructors make here: a network plan.
#pragma once

#include "compiler/codegen/runtime_abi.h"
#include "runtime/derivation/plan.h"

namespace nasg::codegen {

/// The network that its functions are handed is a derivation::PlanBuilder.
extern const nasg_runtime kPlanRuntime;

}  // namespace nasg::codegen
