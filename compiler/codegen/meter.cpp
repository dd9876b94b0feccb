// SPDX-License-Identifier: Apache-2.0
// Measures networks by the plan that nasg itself makes of them.
#include <memory>

#include "compiler/codegen/meter_abi.h"
#include "compiler/codegen/plan_runtime.h"

void* nasg_meter_begin(const int64_t* input, uint64_t axes) {
  return new nasg::derivation::PlanBuilder(nasg::ir::Shape(input, input + axes));
}

const nasg_runtime* nasg_meter_runtime() {
  return &nasg::codegen::kPlanRuntime;
}

int32_t nasg_meter_end(void* meter, uint32_t output, double costs[2]) {
  const std::unique_ptr<nasg::derivation::PlanBuilder> builder(
      static_cast<nasg::derivation::PlanBuilder*>(meter));
  const auto plan = std::move(*builder).finish(output);
  if (!plan) return 0;
  const nasg::ir::Cost cost = nasg::derivation::cost(*plan);
  costs[0] = static_cast<double>(cost.parameters);
  costs[1] = static_cast<double>(cost.flops);
  return 1;
}
