// SPDX-License-Identifier: Apache-2.0
// Plans made by hand.
#include "plans.h"

#include <gtest/gtest.h>

#include <set>

#include "runtime/derivation/rng.h"

namespace nasg::network::testing {

using derivation::ValueId;
using ir::LayerKind;
using ir::MergeKind;

HandPlan::HandPlan(ir::Shape input) {
  plan_.input = input;
  plan_.shapes.push_back(std::move(input));
}

ValueId HandPlan::add(derivation::PlanStep step, ir::Shape shape) {
  step.output = static_cast<ValueId>(plan_.shapes.size());
  plan_.shapes.push_back(std::move(shape));
  plan_.steps.push_back(std::move(step));
  return plan_.steps.back().output;
}

ValueId HandPlan::layer(LayerKind kind, std::vector<ir::Scalar> args, ValueId input) {
  return tied(next_weights_++, kind, std::move(args), input);
}

ValueId HandPlan::tied(std::uint32_t weights, LayerKind kind, std::vector<ir::Scalar> args, ValueId input) {
  const auto shape = ir::layer_shape<std::int64_t>(kind, args, plan_.shapes[input]);
  EXPECT_TRUE(std::holds_alternative<ir::Shape>(shape)) << std::get<std::string>(shape);
  return add({derivation::PlanStep::Layer{kind, std::move(args), weights}, {input}, 0, {}},
             std::get<ir::Shape>(shape));
}

ValueId HandPlan::zeros(const ir::Shape& shape, ValueId input) {
  return add({derivation::PlanStep::Layer{LayerKind::kZero, {}, next_weights_++}, {input}, 0, {}}, shape);
}

ValueId HandPlan::merge(MergeKind kind, std::vector<ValueId> inputs) {
  std::vector<ir::Shape> branches;
  for (const ValueId input : inputs) branches.push_back(plan_.shapes[input]);
  const auto shape = ir::merge_shape<std::int64_t>(kind, branches);
  EXPECT_TRUE(std::holds_alternative<ir::Shape>(shape)) << std::get<std::string>(shape);
  return add({kind, std::move(inputs), 0, {}}, std::get<ir::Shape>(shape));
}

derivation::Plan HandPlan::finish(ValueId result) {
  plan_.result = result;
  std::set<ValueId> read{result};
  for (auto step = plan_.steps.rbegin(); step != plan_.steps.rend(); ++step)
    for (const ValueId input : step->inputs)
      if (read.insert(input).second) step->last_uses.push_back(input);
  return plan_;
}

std::vector<ir::Scalar> conv3x3(std::int64_t channels, std::int64_t stride) {
  return {channels,        std::int64_t{3}, stride,         std::int64_t{1},
          std::int64_t{1}, std::int64_t{1}, std::int64_t{0}};
}

ValueId conv_block(HandPlan& plan, std::int64_t channels, std::int64_t stride, ValueId input) {
  const ValueId active = plan.layer(LayerKind::kRelu, {}, input);
  return plan.layer(LayerKind::kBatchNorm, {std::int64_t{1}},
                    plan.layer(LayerKind::kConv2d, conv3x3(channels, stride), active));
}

ValueId classifier(HandPlan& plan, std::int64_t classes, ValueId input) {
  const ValueId pooled = plan.layer(LayerKind::kGlobalAvgPool, {}, input);
  return plan.layer(LayerKind::kLinear, {classes, std::int64_t{1}},
                    plan.layer(LayerKind::kFlatten, {}, pooled));
}

derivation::Plan small_digits_plan() {
  HandPlan plan({1, 8, 8});
  const ValueId stem = plan.layer(LayerKind::kConv2d, conv3x3(12), 0);
  const ValueId block = conv_block(plan, 12, 1, conv_block(plan, 12, 1, stem));
  const ValueId sum = plan.merge(MergeKind::kAdd, {block, stem});
  return plan.finish(classifier(plan, 10, conv_block(plan, 24, 2, sum)));
}

derivation::Plan every_layer_plan() {
  HandPlan plan({3, 8, 8});
  const std::int64_t yes = 1;
  const std::int64_t no = 0;
  const std::int64_t three = 3;
  const ValueId stem = plan.layer(LayerKind::kConv2d, {std::int64_t{6}, three, yes, yes, yes, yes, yes}, 0);
  const ValueId normed = plan.layer(LayerKind::kBatchNorm, {yes}, stem);
  std::vector<ValueId> branches;
  for (const LayerKind kind : {LayerKind::kRelu, LayerKind::kGelu, LayerKind::kSilu, LayerKind::kHardswish,
                               LayerKind::kMish, LayerKind::kSigmoid, LayerKind::kTanh, LayerKind::kId})
    branches.push_back(plan.layer(kind, {}, normed));
  branches.push_back(plan.layer(LayerKind::kInstanceNorm, {yes}, normed));
  branches.push_back(plan.layer(LayerKind::kInstanceNorm, {no}, normed));
  const std::int64_t whole = 0;
  branches.push_back(plan.layer(LayerKind::kLayerNorm, {yes, whole}, normed));
  branches.push_back(plan.layer(LayerKind::kLayerNorm, {no, whole}, normed));
  branches.push_back(plan.layer(LayerKind::kGroupNorm, {std::int64_t{2}, yes}, normed));
  branches.push_back(plan.layer(LayerKind::kGroupNorm, {three, no}, normed));
  branches.push_back(plan.layer(LayerKind::kAvgPool, {three, yes, yes}, normed));
  branches.push_back(plan.layer(LayerKind::kMaxPool, {three, yes, yes}, normed));
  const ValueId sum = plan.merge(MergeKind::kAdd, branches);
  const std::vector<ir::Scalar> depthwise{std::int64_t{6}, three,           yes, std::int64_t{2},
                                          std::int64_t{2}, std::int64_t{6}, no};
  const ValueId dilated = plan.tied(1000, LayerKind::kConv2d, depthwise, sum);
  const ValueId again = plan.tied(1000, LayerKind::kConv2d, depthwise, dilated);
  const ValueId product = plan.merge(MergeKind::kMultiply, {dilated, again});
  const ValueId largest = plan.merge(MergeKind::kMax, {product, sum, dilated});
  const ValueId mean = plan.merge(MergeKind::kMean, {largest, sum, plan.zeros({6, 8, 8}, 0)});
  const ValueId wide = plan.merge(MergeKind::kConcatenate, {mean, normed});
  const ValueId small = plan.layer(LayerKind::kAvgPool, {std::int64_t{2}, std::int64_t{2}, no}, wide);
  const ValueId smaller = plan.layer(LayerKind::kMaxPool, {three, std::int64_t{2}, yes}, small);
  const ValueId flat =
      plan.merge(MergeKind::kConcatenate,
                 {plan.layer(LayerKind::kFlatten, {}, smaller),
                  plan.layer(LayerKind::kFlatten, {}, plan.layer(LayerKind::kGlobalAvgPool, {}, small))});
  const ValueId vector =
      plan.layer(LayerKind::kBatchNorm, {no}, plan.layer(LayerKind::kLinear, {std::int64_t{7}, no}, flat));
  const ValueId dropped =
      plan.layer(LayerKind::kDropout, {0.25}, plan.layer(LayerKind::kLayerNorm, {yes, whole}, vector));
  return plan.finish(plan.layer(LayerKind::kLinear, {std::int64_t{5}, yes}, dropped));
}

std::vector<float> numbers(std::size_t count, std::uint64_t seed) {
  derivation::Rng rng(seed);
  std::vector<float> result(count);
  for (float& number : result) number = static_cast<float>(2 * rng.uniform() - 1);
  return result;
}

}  // namespace nasg::network::testing
