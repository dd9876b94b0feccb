// SPDX-License-Identifier: Apache-2.0
// Last uses, from the result back.
#include "runtime/derivation/passes/set_lifetimes.h"

namespace nasg::derivation {

bool set_lifetimes(Plan& plan) {
  bool changed = false;
  std::vector<bool> seen(plan.shapes.size(), false);
  seen[plan.result] = true;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
    const std::vector<ValueId> before = std::move(step->last_uses);
    step->last_uses.clear();
    for (const ValueId input : step->inputs) {
      if (seen[input]) continue;
      seen[input] = true;
      step->last_uses.push_back(input);
    }
    changed |= before != step->last_uses;
  }
  return changed;
}

}  // namespace nasg::derivation
