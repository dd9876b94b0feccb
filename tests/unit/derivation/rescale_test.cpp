// SPDX-License-Identifier: Apache-2.0
// Plans of narrower networks and for other images.
#include "runtime/derivation/rescale.h"

#include <gtest/gtest.h>

#include "compiler/diag/codes/training.h"

namespace nasg::derivation {
namespace {

using ir::LayerKind;
using ir::MergeKind;
using ir::Scalar;

std::vector<Scalar> conv(std::int64_t channels, std::int64_t stride = 1, std::int64_t groups = 1) {
  return {channels, std::int64_t{3}, stride, std::int64_t{1}, std::int64_t{1}, groups, std::int64_t{0}};
}

const std::vector<Scalar> kClassifier = {std::int64_t{10}, std::int64_t{1}};

/// [3, 16, 16] -> [10]: a stem of 8, a depthwise convolution beside it, a halving to 16, a classifier.
Plan network() {
  PlanBuilder builder({3, 16, 16});
  const ValueId stem = builder.layer(LayerKind::kConv2d, conv(8), 0);
  const ValueId depthwise = builder.layer(LayerKind::kConv2d, conv(8, 1, 8), stem);
  const ValueId sum = builder.merge(MergeKind::kAdd, std::vector<ValueId>{stem, depthwise});
  const ValueId half = builder.layer(LayerKind::kConv2d, conv(16, 2), sum);
  const ValueId pooled = builder.layer(LayerKind::kGlobalAvgPool, {}, half);
  const ValueId flat = builder.layer(LayerKind::kFlatten, {}, pooled);
  return *std::move(builder).finish(builder.layer(LayerKind::kLinear, kClassifier, flat));
}

TEST(Rescale, OfTheSameInputAndWidthIsThePlanItself) {
  EXPECT_EQ(*rescale(network(), {3, 16, 16}, 1), network());
}

TEST(Rescale, AHalfWidthHasHalfTheChannelsAndAllClasses) {
  const Plan half = *rescale(network(), {3, 16, 16}, 0.5);
  EXPECT_EQ(half.shapes[1], (ir::Shape{4, 16, 16}));
  EXPECT_EQ(half.shapes[4], (ir::Shape{8, 8, 8}));
  EXPECT_EQ(half.shapes[half.result], (ir::Shape{10}));
  // 4 x 27, 4 x 9 of the depthwise, 8 x 36, and the classifier's 80 + 10.
  EXPECT_EQ(cost(half).parameters, 108 + 36 + 288 + 90);
}

TEST(Rescale, SmallerImagesHaveTheSameWeights) {
  const Plan small = *rescale(network(), {3, 8, 8}, 1);
  EXPECT_EQ(small.shapes[4], (ir::Shape{16, 4, 4}));
  EXPECT_EQ(cost(small).parameters, cost(network()).parameters);
}

TEST(Rescale, TheCommonWidthDividesAllLayersButTheClassifier) {
  EXPECT_EQ(common_width(network()), 8);
  EXPECT_EQ(rescale(network(), {1, 4, 4}, 1.0 / 8)->shapes[4], (ir::Shape{2, 2, 2}));
}

TEST(Rescale, AGroupNormHasNoMoreGroupsThanDivideItsChannels) {
  PlanBuilder builder({3, 16, 16});
  const std::vector<Scalar> groups = {std::int64_t{4}, std::int64_t{1}};
  const Plan plan = *std::move(builder).finish(builder.layer(
      LayerKind::kConv2d, conv(2),
      builder.layer(LayerKind::kGroupNorm, groups, builder.layer(LayerKind::kConv2d, conv(8), 0))));
  const auto groups_at = [&](double width) {
    const Plan narrower = *rescale(plan, {3, 16, 16}, width);
    return std::get<std::int64_t>(std::get<PlanStep::Layer>(narrower.steps[1].what).args[0]);
  };
  EXPECT_EQ(groups_at(1), 4);
  EXPECT_EQ(groups_at(0.75), 2);
  EXPECT_EQ(groups_at(0.125), 1);
}

TEST(Rescale, TellsWhichLayerTakesNoSuchImages) {
  PlanBuilder builder({1, 8, 8});
  const std::vector<Scalar> window = {std::int64_t{4}, std::int64_t{4}, std::int64_t{0}};
  const Plan plan = *std::move(builder).finish(builder.layer(LayerKind::kAvgPool, window, 0));
  const auto refused = rescale(plan, {1, 3, 3}, 1);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, diag::code::E0646);
  EXPECT_EQ(refused.error().message(),
            "there is no such network for inputs [1, 3, 3] at 100 % of its width: `avg_pool`: its kernel of "
            "4 is larger "
            "than its padded input");
}

TEST(Rescale, BranchesThatNoLongerAgreeAreRefused) {
  PlanBuilder builder({3, 8, 8});
  const ValueId branch = builder.layer(LayerKind::kConv2d, conv(3), 0);
  const ValueId sum = builder.merge(MergeKind::kAdd, std::vector<ValueId>{0, branch});
  const ValueId last = builder.layer(LayerKind::kConv2d, conv(5), sum);
  const Plan plan = *std::move(builder).finish(last);
  const auto refused = rescale(plan, {3, 8, 8}, 0.34);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, diag::code::E0646);
}

}  // namespace
}  // namespace nasg::derivation
