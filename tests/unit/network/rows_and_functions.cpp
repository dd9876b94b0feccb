// SPDX-License-Identifier: Apache-2.0
// A plan with elementwise functions, reshapes, and layers over rows.
#include "plans.h"

namespace nasg::network::testing {

using derivation::ValueId;
using ir::LayerKind;
using ir::MergeKind;

namespace {

std::vector<ir::Scalar> whole(std::initializer_list<std::int64_t> values) {
  return {values.begin(), values.end()};
}

/// Each function where it is defined: of a value between -0.5 and 0.5, or of one between 0.5 and 1.5.
ValueId functions(HandPlan& plan, ValueId input) {
  const ValueId small = plan.layer(LayerKind::kScale, {0.5}, plan.layer(LayerKind::kTanh, {}, input));
  const ValueId positive = plan.layer(LayerKind::kShift, {1.0}, small);
  std::vector<ValueId> branches{plan.layer(LayerKind::kLeakyRelu, {0.2}, small)};
  for (const LayerKind kind : {LayerKind::kSoftplus, LayerKind::kNegate, LayerKind::kAbs, LayerKind::kSquare,
                               LayerKind::kExp, LayerKind::kSin, LayerKind::kCos, LayerKind::kSinh,
                               LayerKind::kCosh, LayerKind::kAsinh, LayerKind::kAtanh, LayerKind::kErf})
    branches.push_back(plan.layer(kind, {}, small));
  for (const LayerKind kind : {LayerKind::kSqrt, LayerKind::kLog, LayerKind::kReciprocal})
    branches.push_back(plan.layer(kind, {}, positive));
  return plan.merge(MergeKind::kAdd, branches);
}

/// [6, 10, 10] -> [100, 4]
ValueId attention(HandPlan& plan, ValueId image, std::int64_t causal) {
  const ValueId some = plan.layer(LayerKind::kSlice, whole({1, 4}), image);
  const ValueId rows = plan.layer(LayerKind::kTokens, {}, some);
  const ValueId placed = plan.layer(LayerKind::kSinusoids, {}, plan.layer(LayerKind::kPositions, {}, rows));
  const ValueId normed = plan.layer(LayerKind::kLayerNorm, whole({1, 1}), placed);
  return plan.layer(LayerKind::kAttend, whole({2, causal}),
                    plan.layer(LayerKind::kLinear, whole({12, 1}), normed));
}

/// [6, 10, 10] -> [5]
ValueId recurrent(HandPlan& plan, ValueId image) {
  const ValueId rows = plan.layer(LayerKind::kUnfold, whole({3, 2, 1}), image);
  const ValueId convolved = plan.layer(LayerKind::kConv1d, whole({6, 3, 2, 1, 2, 3, 1}), rows);
  const ValueId against = plan.layer(LayerKind::kReverse, {}, convolved);
  const ValueId gru = plan.layer(LayerKind::kRmsNorm, {}, plan.layer(LayerKind::kGru, whole({5}), against));
  const ValueId lstm = plan.layer(LayerKind::kLstm, whole({5}), gru);
  return plan.layer(LayerKind::kTokenMean, {},
                    plan.layer(LayerKind::kSoftmax, {}, plan.merge(MergeKind::kAdd, {gru, lstm})));
}

/// [2, 6, 6] -> [3]
ValueId symbols(HandPlan& plan) {
  const ValueId flat = plan.layer(LayerKind::kFlatten, {}, 0);
  const ValueId numbers =
      plan.layer(LayerKind::kScale, {9.0}, plan.layer(LayerKind::kSlice, whole({3, 20}), flat));
  return plan.layer(LayerKind::kTokenMean, {}, plan.layer(LayerKind::kEmbedding, whole({7, 3}), numbers));
}

}  // namespace

derivation::Plan rows_and_functions_plan() {
  HandPlan plan({2, 6, 6});
  const ValueId large = plan.layer(LayerKind::kConvTranspose2d, whole({4, 4, 2, 1, 2, 1}), 0);
  const ValueId both =
      plan.merge(MergeKind::kConcatenate, {large, plan.layer(LayerKind::kUpsample, whole({2}), 0)});
  const ValueId image = plan.layer(LayerKind::kCrop, whole({2, 2}), both);
  const ValueId scaled = plan.layer(LayerKind::kChannelScale, {}, image);
  const ValueId computed =
      plan.merge(MergeKind::kAdd, {functions(plan, scaled), plan.layer(LayerKind::kSinc, {}, scaled)});
  const ValueId constant = plan.layer(LayerKind::kChannelConstant, {}, image);
  const ValueId shifted =
      plan.merge(MergeKind::kMultiply, {plan.layer(LayerKind::kChannelShift, {}, computed), constant});
  const ValueId pooled_pixel =
      plan.merge(MergeKind::kAdd, {plan.layer(LayerKind::kGlobalAvgPool, {}, shifted),
                                   plan.layer(LayerKind::kGlobalMaxPool, {}, shifted)});
  const ValueId gated = plan.merge(MergeKind::kMultiply,
                                   {shifted, plan.layer(LayerKind::kExpand, whole({10, 10}), pooled_pixel)});
  const ValueId attended =
      plan.merge(MergeKind::kAdd, {attention(plan, gated, 0), attention(plan, gated, 1)});
  const ValueId rows = plan.layer(LayerKind::kPlace, whole({100, 2}), attended);
  const ValueId few =
      plan.layer(LayerKind::kPlace, whole({2, 0}), plan.layer(LayerKind::kImage, whole({10, 10}), rows));
  const ValueId again = plan.layer(LayerKind::kPlace, whole({4, 1}), few);
  const ValueId scores = plan.merge(MergeKind::kMatmul, {plan.layer(LayerKind::kRootScale, {}, again),
                                                         plan.layer(LayerKind::kTranspose, {}, again)});
  const ValueId weighed =
      plan.merge(MergeKind::kMatmul, {plan.layer(LayerKind::kSoftmax, {}, scores), again});
  const ValueId turned = plan.layer(LayerKind::kPermute, whole({2, 3, 1}), again);
  const ValueId both_ways = plan.merge(MergeKind::kConcatenate,
                                       {weighed, plan.layer(LayerKind::kPermute, whole({3, 1, 2}), turned)});
  const ValueId columns =
      plan.layer(LayerKind::kTranspose, {}, plan.layer(LayerKind::kTokens, {}, both_ways));
  const ValueId pooled = plan.layer(LayerKind::kTokenMean, {}, columns);
  const ValueId vector = plan.merge(MergeKind::kConcatenate, {plan.layer(LayerKind::kDropPath, {0.5}, pooled),
                                                              recurrent(plan, gated), symbols(plan)});
  return plan.finish(plan.layer(LayerKind::kLinear, whole({5, 1}), vector));
}

}  // namespace nasg::network::testing
