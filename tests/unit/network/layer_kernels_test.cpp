// SPDX-License-Identifier: Apache-2.0
// Elementwise functions, reshapes and layers over rows, against numbers worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <set>

#include "plans.h"
#include "runtime/network/backend.h"

namespace nasg::network {
namespace {

using ir::LayerKind;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;

std::vector<ir::Scalar> whole(std::initializer_list<std::int64_t> values) {
  return {values.begin(), values.end()};
}

std::unique_ptr<Network> network_of(LayerKind kind, std::vector<ir::Scalar> args, const ir::Shape& shape) {
  testing::HandPlan plan(shape);
  auto built = (*backend())->build(plan.finish(plan.layer(kind, std::move(args), 0)), 1);
  EXPECT_TRUE(built.ok());
  return *std::move(built);
}

std::vector<float> apply(LayerKind kind, std::vector<ir::Scalar> args, const ir::Shape& shape,
                         const std::vector<float>& input) {
  return *network_of(kind, std::move(args), shape)->forward(input, 1);
}

void expect_function(LayerKind kind, double (*function)(double), std::vector<ir::Scalar> args = {},
                     const std::vector<float>& input = {-0.75F, -0.25F, 0, 0.5F, 0.875F}) {
  const std::vector<float> output = apply(kind, std::move(args), {5}, input);
  for (std::size_t i = 0; i < input.size(); ++i)
    EXPECT_NEAR(output[i], function(input[i]), 1e-6) << ir::info(kind).name << " of " << input[i];
}

TEST(LayerKernels, FunctionsAreTheirFormulas) {
  const std::vector<float> positive{0.25F, 0.5F, 1, 2, 4};
  expect_function(LayerKind::kLeakyRelu, [](double x) { return x > 0 ? x : 0.25 * x; }, {0.25});
  expect_function(LayerKind::kSoftplus, [](double x) { return std::log1p(std::exp(x)); });
  expect_function(LayerKind::kNegate, [](double x) { return -x; });
  expect_function(LayerKind::kAbs, [](double x) { return std::abs(x); });
  expect_function(LayerKind::kSquare, [](double x) { return x * x; });
  expect_function(LayerKind::kSqrt, [](double x) { return std::sqrt(x); }, {}, positive);
  expect_function(LayerKind::kExp, [](double x) { return std::exp(x); });
  expect_function(LayerKind::kLog, [](double x) { return std::log(x); }, {}, positive);
  expect_function(LayerKind::kSin, [](double x) { return std::sin(x); });
  expect_function(LayerKind::kCos, [](double x) { return std::cos(x); });
  expect_function(LayerKind::kSinh, [](double x) { return std::sinh(x); });
  expect_function(LayerKind::kCosh, [](double x) { return std::cosh(x); });
  expect_function(LayerKind::kAsinh, [](double x) { return std::asinh(x); });
  expect_function(LayerKind::kAtanh, [](double x) { return std::atanh(x); });
  expect_function(LayerKind::kSinc, [](double x) {
    return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
  });
  expect_function(LayerKind::kErf, [](double x) { return std::erf(x); });
  expect_function(LayerKind::kReciprocal, [](double x) { return 1 / x; }, {}, positive);
  expect_function(LayerKind::kShift, [](double x) { return x + 0.5; }, {0.5});
  expect_function(LayerKind::kScale, [](double x) { return -2 * x; }, {-2.0});
}

TEST(LayerKernels, TrainedNumbersOfChannelsAreOneAtFirst) {
  const std::vector<float> input{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(apply(LayerKind::kChannelScale, {}, {2, 2, 2}, input), input);
  EXPECT_THAT(apply(LayerKind::kChannelShift, {}, {2, 2, 2}, input), ElementsAre(2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_EQ(apply(LayerKind::kChannelConstant, {}, {2, 2, 2}, input), std::vector<float>(8, 1));
  EXPECT_EQ(network_of(LayerKind::kChannelScale, {}, {2, 2, 2})->trainable_parameters(), 2);
}

TEST(LayerKernels, SoftmaxSumsToOneAlongTheLastAxis) {
  EXPECT_THAT(apply(LayerKind::kSoftmax, {}, {2, 2}, {0, std::log(3.0F), 5, 5}),
              Pointwise(FloatNear(1e-6F), {0.25F, 0.75F, 0.5F, 0.5F}));
}

TEST(LayerKernels, ReshapesMoveElementsWhereTheySay) {
  const std::vector<float> image{1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};  // [2, 2, 3]
  EXPECT_THAT(apply(LayerKind::kCrop, whole({1, 1}), {2, 2, 3}, image), ElementsAre(5, 6, 50, 60));
  EXPECT_THAT(apply(LayerKind::kSlice, whole({1, 1}), {2, 2, 3}, image), ElementsAre(10, 20, 30, 40, 50, 60));
  EXPECT_THAT(apply(LayerKind::kPlace, whole({5, 1}), {3}, {1, 2, 3}), ElementsAre(0, 1, 2, 3, 0));
  EXPECT_THAT(apply(LayerKind::kPlace, whole({3, 2}), {2, 2}, {1, 2, 3, 4}), ElementsAre(0, 0, 0, 0, 1, 2));
  EXPECT_THAT(apply(LayerKind::kPlace, whole({1, 0}), {2, 1, 2}, {1, 2, 3, 4}), ElementsAre(1, 2));
  EXPECT_THAT(apply(LayerKind::kPlace, whole({2, 2}), {1, 1, 1}, {7}), ElementsAre(0, 0));
  EXPECT_THAT(apply(LayerKind::kExpand, whole({1, 3}), {2, 1, 1}, {7, 8}), ElementsAre(7, 7, 7, 8, 8, 8));
  EXPECT_THAT(apply(LayerKind::kUpsample, whole({2}), {1, 1, 2}, {1, 2}),
              ElementsAre(1, 1, 2, 2, 1, 1, 2, 2));
  EXPECT_THAT(apply(LayerKind::kTokens, {}, {2, 2, 3}, image),
              ElementsAre(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60));
  EXPECT_THAT(apply(LayerKind::kImage, whole({2, 1}), {2, 3}, {1, 2, 3, 4, 5, 6}),
              ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(apply(LayerKind::kTranspose, {}, {2, 3}, {1, 2, 3, 4, 5, 6}), ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(apply(LayerKind::kPermute, whole({2, 3, 1}), {2, 2, 3}, image),
              ElementsAre(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60));
  EXPECT_THAT(apply(LayerKind::kGlobalMaxPool, {}, {2, 2, 3}, image), ElementsAre(6, 60));
  EXPECT_THAT(apply(LayerKind::kRootScale, {}, {1, 4}, {2, 4, 6, 8}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(apply(LayerKind::kTokenMean, {}, {2, 3}, {1, 2, 3, 5, 6, 7}), ElementsAre(3, 4, 5));
  EXPECT_THAT(apply(LayerKind::kUnfold, whole({2, 1, 0}), {1, 2, 3}, {1, 2, 3, 4, 5, 6}),
              ElementsAre(1, 2, 4, 5, 2, 3, 5, 6));
}

// Two rows of one head of one feature; the scores of a row are its query times the keys.
TEST(LayerKernels, AttentionWeighsValuesByTheSoftmaxOfScores) {
  const std::vector<float> rows{1, 0, 10, 1, std::log(3.0F), 20};
  EXPECT_THAT(apply(LayerKind::kAttend, whole({1, 0}), {2, 3}, rows),
              Pointwise(FloatNear(1e-5F), {17.5F, 17.5F}));
  EXPECT_THAT(apply(LayerKind::kAttend, whole({1, 1}), {2, 3}, rows),
              Pointwise(FloatNear(1e-5F), {10.0F, 17.5F}));
}

TEST(LayerKernels, EmbeddingsLookUpAndTakeTheNearestSymbolThatThereIs) {
  const auto network = network_of(LayerKind::kEmbedding, whole({3, 2}), {4});
  const std::vector<float> rows = *network->forward(std::vector<float>{0, 2, -5, 9}, 1);
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_NE(rows[0], rows[2]);
  EXPECT_EQ(rows[0], rows[4]);
  EXPECT_EQ(rows[2], rows[6]);
}

TEST(LayerKernels, SinusoidsAreThoseOfTheTransformer) {
  const std::vector<float> rows = apply(LayerKind::kSinusoids, {}, {2, 3}, std::vector<float>(6, 0));
  const auto rate = static_cast<float>(std::pow(10000.0, -2.0 / 3));
  const std::vector<float> expected{0, 1, 0, std::sin(1.0F), std::cos(1.0F), std::sin(rate)};
  EXPECT_THAT(rows, Pointwise(FloatNear(1e-6F), expected));
}

TEST(LayerKernels, LayerNormOfOneAxisNormalisesEachRow) {
  EXPECT_THAT(apply(LayerKind::kLayerNorm, whole({1, 1}), {2, 2}, {0, 2, 10, 30}),
              Pointwise(FloatNear(1e-4F), {-1, 1, -1, 1}));
}

TEST(LayerKernels, GroupNormNormalisesChannelsOfAGroupTogether) {
  const std::vector<float> pixels{0, 1, 2, 3, 10, 10, 30, 30};  // four channels of two pixels
  const float outer = 1.5F / std::sqrt(1.25F), inner = 0.5F / std::sqrt(1.25F);
  for (const std::int64_t affine : {0, 1})
    EXPECT_THAT(apply(LayerKind::kGroupNorm, whole({2, affine}), {4, 1, 2}, pixels),
                Pointwise(FloatNear(1e-4F), {-outer, -inner, inner, outer, -1.0F, -1.0F, 1.0F, 1.0F}));
}

TEST(LayerKernels, RmsNormDividesEachRowByTheRootOfItsMeanSquare) {
  EXPECT_THAT(apply(LayerKind::kRmsNorm, {}, {2, 2}, {1, 7, -20, 20}),
              Pointwise(FloatNear(1e-4F), {0.2F, 1.4F, -1.0F, 1.0F}));
}

TEST(LayerKernels, ReverseTurnsTheRowsRound) {
  EXPECT_THAT(apply(LayerKind::kReverse, {}, {3, 2}, {1, 2, 3, 4, 5, 6}), ElementsAre(5, 6, 3, 4, 1, 2));
}

TEST(LayerKernels, DropPathDoesNothingOutsideTraining) {
  EXPECT_THAT(apply(LayerKind::kDropPath, {0.9}, {3}, {1, 2, 3}), ElementsAre(1, 2, 3));
}

TEST(LayerKernels, ANetworkHasTheParametersThatItsCostSaysAndTrainsThem) {
  const derivation::Plan plan = testing::rows_and_functions_plan();
  const auto network = *(*backend())->build(plan, 1);
  EXPECT_EQ(network->trainable_parameters(), derivation::cost(plan).parameters);
  const double gradients = *network->exercise(4, 9);
  EXPECT_GT(gradients, 0);
  EXPECT_TRUE(std::isfinite(gradients));
}

TEST(LayerTable, EveryLayerStandsInAPlanThatIsRunAndExported) {
  std::set<LayerKind> kinds;
  for (const derivation::Plan& plan : {testing::every_layer_plan(), testing::rows_and_functions_plan()})
    for (const derivation::PlanStep& step : plan.steps)
      if (const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what)) kinds.insert(layer->kind);
  kinds.insert(LayerKind::kPlugin);  // has a test of its own, and no exports
  for (const ir::LayerInfo& row : ir::all_layers()) EXPECT_TRUE(kinds.contains(row.kind)) << row.name;
}

TEST(LayerTable, TheReferenceNamesEveryLayer) {
  std::ifstream file(NASG_SOURCE_DIR "/grammar/LANGUAGE.md");
  const std::string reference{std::istreambuf_iterator<char>(file), {}};
  for (const ir::LayerInfo& row : ir::all_layers())
    EXPECT_NE(reference.find("`" + std::string(row.name) + "`"), std::string::npos) << row.name;
}

}  // namespace
}  // namespace nasg::network
