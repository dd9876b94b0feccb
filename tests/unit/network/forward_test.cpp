// SPDX-License-Identifier: Apache-2.0
// Every layer and merge against numbers worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "compiler/diag/codes/network.h"
#include "plans.h"
#include "runtime/network/backend.h"

namespace nasg::network {
namespace {

using derivation::ValueId;
using ir::LayerKind;
using ir::MergeKind;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using testing::HandPlan;
using ::testing::Pointwise;

std::unique_ptr<Network> build(const derivation::Plan& plan, std::uint64_t seed = 1) {
  const auto torch = backend();
  EXPECT_TRUE(torch.ok()) << torch.error().message();
  auto network = (*torch)->build(plan, seed);
  EXPECT_TRUE(network.ok()) << network.error().message();
  return *std::move(network);
}

std::vector<float> run(const derivation::Plan& plan, const std::vector<float>& input, std::size_t count = 1) {
  const auto output = build(plan)->forward(input, count);
  EXPECT_TRUE(output.ok()) << output.error().message();
  return *output;
}

/// One layer over one vector or image.
std::vector<float> apply(LayerKind kind, std::vector<ir::Scalar> args, const ir::Shape& shape,
                         const std::vector<float>& input) {
  HandPlan plan(shape);
  return run(plan.finish(plan.layer(kind, std::move(args), 0)), input);
}

std::vector<float> apply(LayerKind kind, double (*function)(double)) {
  const std::vector<float> input{-4, -1, -0.25F, 0, 0.5F, 2, 5};
  const std::vector<float> output = apply(kind, {}, {7}, input);
  for (std::size_t i = 0; i < input.size(); ++i)
    EXPECT_NEAR(output[i], function(input[i]), 1e-5) << ir::info(kind).name << " of " << input[i];
  return output;
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

TEST(Forward, ActivationsAreTheirFormulas) {
  apply(LayerKind::kId, [](double x) { return x; });
  apply(LayerKind::kZero, [](double) { return 0.0; });
  apply(LayerKind::kRelu, [](double x) { return std::max(x, 0.0); });
  apply(LayerKind::kGelu, [](double x) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0))); });
  apply(LayerKind::kSilu, [](double x) { return x * sigmoid(x); });
  apply(LayerKind::kHardswish, [](double x) { return x * std::min(std::max(x + 3, 0.0), 6.0) / 6; });
  apply(LayerKind::kMish, [](double x) { return x * std::tanh(std::log1p(std::exp(x))); });
  apply(LayerKind::kSigmoid, sigmoid);
  apply(LayerKind::kTanh, [](double x) { return std::tanh(x); });
}

TEST(Forward, AveragePoolingDoesNotCountThePadding) {
  const std::int64_t one = 1;
  EXPECT_THAT(apply(LayerKind::kAvgPool, {std::int64_t{3}, one, one}, {1, 2, 2}, {4, 4, 4, 4}),
              ElementsAre(4, 4, 4, 4));
  EXPECT_THAT(apply(LayerKind::kAvgPool, {std::int64_t{2}, std::int64_t{2}, std::int64_t{0}}, {1, 2, 4},
                    {1, 2, 3, 4, 5, 6, 7, 8}),
              ElementsAre(3.5, 5.5));
}

TEST(Forward, MaxPoolingTakesTheLargestOfAWindow) {
  EXPECT_THAT(apply(LayerKind::kMaxPool, {std::int64_t{3}, std::int64_t{1}, std::int64_t{1}}, {1, 2, 3},
                    {1, -2, 3, -4, 5, -6}),
              ElementsAre(5, 5, 5, 5, 5, 5));
}

TEST(Forward, GlobalPoolingAndFlatteningKeepTheOrderOfChannels) {
  HandPlan plan({2, 2, 2});
  const ValueId pooled = plan.layer(LayerKind::kGlobalAvgPool, {}, 0);
  EXPECT_THAT(run(plan.finish(pooled), {1, 2, 3, 4, 10, 20, 30, 40}), ElementsAre(2.5, 25));
  EXPECT_THAT(apply(LayerKind::kFlatten, {}, {2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}

TEST(Forward, FreshBatchNormDividesByTheRootOfOnePlusEpsilon) {
  const float scale = 1 / std::sqrt(1.0F + 1e-5F);
  EXPECT_THAT(apply(LayerKind::kBatchNorm, {std::int64_t{1}}, {3}, {1, 2, 3}),
              Pointwise(FloatNear(1e-6F), {scale, 2 * scale, 3 * scale}));
}

TEST(Forward, InstanceNormWorksByChannelAndLayerNormByExample) {
  const std::vector<float> input{0, 2, 0, 2, 10, 14, 10, 14};
  EXPECT_THAT(apply(LayerKind::kInstanceNorm, {std::int64_t{1}}, {2, 2, 2}, input),
              Pointwise(FloatNear(1e-4F), {-1, 1, -1, 1, -1, 1, -1, 1}));
  const float deviation = std::sqrt(((6.5F * 6.5F) + (4.5F * 4.5F) + (3.5F * 3.5F) + (7.5F * 7.5F)) / 4);
  EXPECT_THAT(
      apply(LayerKind::kLayerNorm, {std::int64_t{1}, std::int64_t{0}}, {2, 2, 2}, input),
      Pointwise(FloatNear(1e-4F), {-6.5F / deviation, -4.5F / deviation, -6.5F / deviation, -4.5F / deviation,
                                   3.5F / deviation, 7.5F / deviation, 3.5F / deviation, 7.5F / deviation}));
}

// A value has 32,768 numbers, so that no more than a few examples are run at once.
TEST(Forward, ManyExamplesGiveWhatEachGivesAlone) {
  HandPlan plan({1, 64, 64});
  const ValueId wide = testing::conv_block(plan, 8, 1, 0);
  const auto network = build(plan.finish(testing::classifier(plan, 3, wide)));
  constexpr std::size_t kCount = 37;
  const std::vector<float> input = testing::numbers(kCount * 64 * 64, 5);
  const std::vector<float> all = *network->forward(input, kCount);
  ASSERT_EQ(all.size(), kCount * 3);
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::vector<float> alone = *network->forward(std::span(input).subspan(i * 64 * 64, 64 * 64), 1);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(all[i * 3 + j], alone[j], 1e-6);
  }
}

TEST(Forward, DropoutDoesNothingOutsideTraining) {
  EXPECT_THAT(apply(LayerKind::kDropout, {0.9}, {4}, {1, 2, 3, 4}), ElementsAre(1, 2, 3, 4));
}

/// A merge of x, 2x - relu(-…) and so on would need weights; relu, id and tanh of x are three known branches.
std::vector<float> merged(MergeKind kind) {
  HandPlan plan({2});
  const ValueId relu = plan.layer(LayerKind::kRelu, {}, 0);
  const ValueId twice = plan.merge(MergeKind::kAdd, {0, 0});
  return run(plan.finish(plan.merge(kind, {0, relu, twice})), {-3, 2});
}

TEST(Forward, MergesAreTheirFormulas) {
  EXPECT_THAT(merged(MergeKind::kAdd), ElementsAre(-3 + 0 - 6, 2 + 2 + 4));
  EXPECT_THAT(merged(MergeKind::kMultiply), ElementsAre(0, 2 * 2 * 4));
  EXPECT_THAT(merged(MergeKind::kConcatenate), ElementsAre(-3, 2, 0, 2, -6, 4));
  EXPECT_THAT(merged(MergeKind::kMax), ElementsAre(0, 4));
  EXPECT_THAT(merged(MergeKind::kMean), ElementsAre(-3, FloatNear(8.0F / 3, 1e-6F)));
}

TEST(Forward, ProductsOfMatricesTakeRowsOfTheFirstAndColumnsOfTheSecond) {
  HandPlan rows({2, 3});
  const ValueId product = rows.merge(MergeKind::kMatmul, {0, rows.layer(LayerKind::kTranspose, {}, 0)});
  EXPECT_THAT(run(rows.finish(product), {1, 2, 3, 4, 5, 6}), ElementsAre(14, 32, 32, 77));
  HandPlan images({2, 2, 2});  // channel by channel
  EXPECT_THAT(run(images.finish(images.merge(MergeKind::kMatmul, {0, 0})), {1, 2, 3, 4, 0, 1, 1, 0}),
              ElementsAre(7, 10, 15, 22, 1, 0, 0, 1));
}

TEST(Forward, ConvolutionAndLinearAreLinearMapsOfTheirInput) {
  for (const bool image : {true, false}) {
    HandPlan plan(image ? ir::Shape{3, 4, 4} : ir::Shape{48});
    const ValueId result = image ? plan.layer(LayerKind::kConv2d, testing::conv3x3(5), 0)
                                 : plan.layer(LayerKind::kLinear, {std::int64_t{80}, std::int64_t{0}}, 0);
    const auto network = build(plan.finish(result));
    std::vector<float> a = testing::numbers(48, 1);
    const std::vector<float> b = testing::numbers(48, 2);
    const std::vector<float> of_a = *network->forward(a, 1);
    const std::vector<float> of_b = *network->forward(b, 1);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += 3 * b[i];
    const std::vector<float> of_sum = *network->forward(a, 1);
    ASSERT_EQ(of_sum.size(), 80U);
    for (std::size_t i = 0; i < of_sum.size(); ++i) EXPECT_NEAR(of_sum[i], of_a[i] + 3 * of_b[i], 1e-4);
  }
}

TEST(Forward, AZeroStepYieldsItsOwnShapeForEveryExample) {
  HandPlan plan({3, 4, 4});
  const auto output = run(plan.finish(plan.zeros({2, 2, 2}, 0)), testing::numbers(5 * 48, 1), 5);
  EXPECT_EQ(output, std::vector<float>(5 * 8, 0.0F));
}

TEST(Forward, APlanWithoutStepsIsTheIdentity) {
  HandPlan plan({3});
  EXPECT_THAT(run(plan.finish(0), {1, 2, 3}), ElementsAre(1, 2, 3));
}

TEST(Forward, AnInputOfTheWrongSizeIsAnErrorNotACrash) {
  const auto output = build(testing::small_digits_plan())->forward(testing::numbers(63, 1), 1);
  ASSERT_FALSE(output.ok());
  EXPECT_EQ(output.error().code, diag::code::E0610);
}

TEST(Build, SameSeedSameWeights) {
  const derivation::Plan plan = testing::every_layer_plan();
  const std::vector<float> input = testing::numbers(2 * 192, 3);
  EXPECT_EQ(*build(plan, 5)->forward(input, 2), *build(plan, 5)->forward(input, 2));
  EXPECT_NE(*build(plan, 5)->forward(input, 2), *build(plan, 6)->forward(input, 2));
}

TEST(Build, TiedLayersHaveOneSetOfParameters) {
  HandPlan tied({4, 4, 4});
  const std::vector<ir::Scalar> args = testing::conv3x3(4);
  const auto once =
      build(tied.finish(tied.tied(7, LayerKind::kConv2d, args, tied.tied(7, LayerKind::kConv2d, args, 0))));
  EXPECT_EQ(once->trainable_parameters(), 4 * 4 * 9);
  HandPlan free({4, 4, 4});
  const auto twice =
      build(free.finish(free.layer(LayerKind::kConv2d, args, free.layer(LayerKind::kConv2d, args, 0))));
  EXPECT_EQ(twice->trainable_parameters(), 2 * 4 * 4 * 9);
}

TEST(Build, TiedLayersThatDifferAreRefused) {
  HandPlan plan({4, 4, 4});
  const ValueId first = plan.tied(7, LayerKind::kConv2d, testing::conv3x3(8), 0);
  const auto network =
      (*backend())->build(plan.finish(plan.tied(7, LayerKind::kConv2d, testing::conv3x3(8), first)), 1);
  ASSERT_FALSE(network.ok());
  EXPECT_EQ(network.error().code, diag::code::E0610);
}

TEST(Build, ANetworkHasTheParametersThatItsCostSays) {
  for (const derivation::Plan& plan : {testing::every_layer_plan(), testing::small_digits_plan()})
    EXPECT_EQ(build(plan)->trainable_parameters(), derivation::cost(plan).parameters);
}

TEST(Exercise, GradientsReachTheParameters) {
  const auto network = build(testing::every_layer_plan());
  const double first = *network->exercise(4, 9);
  EXPECT_GT(first, 0);
  EXPECT_TRUE(std::isfinite(first));
}

TEST(Exercise, ANetworkOfZerosHasNothingToTrain) {
  HandPlan plan({3, 4, 4});
  const auto network = build(plan.finish(plan.zeros({10}, 0)));
  EXPECT_EQ(network->trainable_parameters(), 0);
  EXPECT_EQ(*network->exercise(4, 9), 0);
}

}  // namespace
}  // namespace nasg::network
