// SPDX-License-Identifier: Apache-2.0
// Which layers are identities.
#include "runtime/derivation/passes/drop_identities.h"

#include <numeric>

#include "runtime/derivation/plan_numbers.h"

namespace nasg::derivation {

namespace {

bool is_identity(const PlanStep::Layer& layer, const ir::Shape& input) {
  const auto is = [&](std::size_t i, std::int64_t number) { return layer.args[i] == ir::Scalar{number}; };
  switch (layer.kind) {
    case ir::LayerKind::kId: return true;
    case ir::LayerKind::kAvgPool:
    case ir::LayerKind::kMaxPool: return is(0, 1) && is(1, 1) && is(2, 0);
    case ir::LayerKind::kGlobalAvgPool:
    case ir::LayerKind::kGlobalMaxPool: return input.size() == 3 && input[1] == 1 && input[2] == 1;
    case ir::LayerKind::kFlatten: return input.size() == 1;
    case ir::LayerKind::kPlace: return is(0, input[0]) && is(1, 0);
    case ir::LayerKind::kDropout: return layer.args[0] == ir::Scalar{0.0};
    default: return false;
  }
}

}  // namespace

bool drop_identities(Plan& plan) {
  std::vector<ValueId> renamed(plan.shapes.size());
  std::iota(renamed.begin(), renamed.end(), ValueId{0});
  const auto dropped = std::erase_if(plan.steps, [&](const PlanStep& step) {
    const bool passes_on = ir::match(
        step.what,
        [&](const PlanStep::Layer& layer) { return is_identity(layer, plan.shapes[step.inputs[0]]); },
        [&](ir::MergeKind) { return step.inputs.size() == 1; });
    if (passes_on) renamed[step.output] = renamed[step.inputs[0]];
    return passes_on;
  });
  rename(plan, renamed);
  return dropped > 0;
}

}  // namespace nasg::derivation
