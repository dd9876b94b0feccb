// SPDX-License-Identifier: Apache-2.0
// Looks for layers that no other program knows.
#include "runtime/network/exportable.h"

#include "compiler/diag/codes/plugins.h"
#include "compiler/ir/plugin_layer.h"

namespace nasg::network {

diag::Status exportable(const derivation::Plan& plan) {
  for (const derivation::PlanStep& step : plan.steps) {
    const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what);
    if (layer != nullptr && layer->kind == ir::LayerKind::kPlugin)
      return diag::make(diag::code::E0672, {}, ir::plugin_name(layer->args));
  }
  return diag::success();
}

}  // namespace nasg::network
