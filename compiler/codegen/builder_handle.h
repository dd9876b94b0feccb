// SPDX-License-Identifier: Apache-2.0
// The opaque handle of runtime_abi.h is a plan builder.
#pragma once

#include "compiler/codegen/runtime_abi.h"
#include "runtime/derivation/plan.h"

namespace nasg::codegen {

inline derivation::PlanBuilder& plan_builder(nasg_builder* handle) {
  return *reinterpret_cast<derivation::PlanBuilder*>(handle);
}
inline const derivation::PlanBuilder& plan_builder(const nasg_builder* handle) {
  return *reinterpret_cast<const derivation::PlanBuilder*>(handle);
}
inline nasg_builder* handle(derivation::PlanBuilder& builder) {
  return reinterpret_cast<nasg_builder*>(&builder);
}

}  // namespace nasg::codegen
