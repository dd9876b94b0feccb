// SPDX-License-Identifier: Apache-2.0
// Refuses layers that a form does not have.
#include "runtime/network/coverage.h"

#include "compiler/diag/codes/network.h"

namespace nasg::network {

using ir::LayerKind;

namespace {

bool all_have(LayerKind kind) {
  switch (kind) {
    case LayerKind::kId:
    case LayerKind::kZero:
    case LayerKind::kConv2d:
    case LayerKind::kConvTranspose2d:
    case LayerKind::kLinear:
    case LayerKind::kBatchNorm:
    case LayerKind::kInstanceNorm:
    case LayerKind::kLayerNorm:
    case LayerKind::kRelu:
    case LayerKind::kGelu:
    case LayerKind::kSilu:
    case LayerKind::kHardswish:
    case LayerKind::kMish:
    case LayerKind::kSigmoid:
    case LayerKind::kTanh:
    case LayerKind::kLeakyRelu:
    case LayerKind::kSoftplus:
    case LayerKind::kNegate:
    case LayerKind::kAbs:
    case LayerKind::kSquare:
    case LayerKind::kSqrt:
    case LayerKind::kExp:
    case LayerKind::kLog:
    case LayerKind::kSin:
    case LayerKind::kCos:
    case LayerKind::kSinh:
    case LayerKind::kCosh:
    case LayerKind::kAsinh:
    case LayerKind::kAtanh:
    case LayerKind::kErf:
    case LayerKind::kReciprocal:
    case LayerKind::kShift:
    case LayerKind::kScale:
    case LayerKind::kSoftmax:
    case LayerKind::kAvgPool:
    case LayerKind::kMaxPool:
    case LayerKind::kGlobalAvgPool:
    case LayerKind::kFlatten:
    case LayerKind::kCrop:
    case LayerKind::kSlice:
    case LayerKind::kExpand:
    case LayerKind::kTokens:
    case LayerKind::kImage:
    case LayerKind::kTranspose:
    case LayerKind::kTokenMean:
    case LayerKind::kDropout: return true;
    default: return false;
  }
}

}  // namespace

diag::Status check_coverage(const derivation::Plan& plan, const char* form) {
  for (const derivation::PlanStep& step : plan.steps)
    if (const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what);
        layer != nullptr && !all_have(layer->kind))
      return diag::make(diag::code::E0615, {}, ir::info(layer->kind).name, form);
  return diag::success();
}

}  // namespace nasg::network
