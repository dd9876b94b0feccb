// SPDX-License-Identifier: Apache-2.0
// Liveness, from the result back.
#include "runtime/derivation/passes/drop_unread.h"

#include "runtime/derivation/plan_numbers.h"

namespace nasg::derivation {

bool drop_unread(Plan& plan) {
  std::vector<bool> live(plan.shapes.size(), false);
  live[plan.result] = true;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step)
    if (live[step->output])
      for (const ValueId input : step->inputs) live[input] = true;
  const auto dropped = std::erase_if(plan.steps, [&](const PlanStep& step) { return !live[step.output]; });
  number_values(plan);
  return dropped > 0;
}

}  // namespace nasg::derivation
