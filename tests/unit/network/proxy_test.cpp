// SPDX-License-Identifier: Apache-2.0
// Zero-cost proxies against closed forms on networks of a layer or two.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "compiler/diag/codes/network.h"
#include "plans.h"
#include "runtime/network/backend.h"

namespace nasg::network {
namespace {

using testing::HandPlan;

constexpr std::int64_t kClasses = 3;
constexpr std::uint64_t kSeed = 5;

training::Images examples(ir::Shape shape, std::vector<float> pixels, std::vector<std::int64_t> labels) {
  return {std::move(shape), std::move(pixels), std::move(labels)};
}

training::Images scaled(training::Images images, double factor) {
  for (float& pixel : images.pixels) pixel = static_cast<float>(pixel * factor);
  return images;
}

/// [inputs] -> [outputs], one linear layer without a bias.
derivation::Plan linear_plan(std::int64_t inputs, std::int64_t outputs) {
  HandPlan plan({inputs});
  return plan.finish(plan.layer(ir::LayerKind::kLinear, {outputs, std::int64_t{0}}, 0));
}

double measured(const derivation::Plan& plan, Proxy proxy, const training::Images& images) {
  const auto value = (*backend())->measure(plan, proxy, images, kSeed);
  EXPECT_TRUE(value.ok()) << value.error().message();
  return value ? *value : NAN;
}

std::vector<float> outputs(const derivation::Plan& plan, const training::Images& images) {
  const auto network = (*backend())->build(plan, kSeed);
  return *(*network)->forward(images.pixels, images.count());
}

/// Softmax of row n.
std::vector<double> softmax(const std::vector<float>& all, std::size_t n) {
  std::vector<double> row;
  double sum = 0;
  for (std::size_t k = 0; k < kClasses; ++k) sum += row.emplace_back(std::exp(all[n * kClasses + k]));
  for (double& p : row) p /= sum;
  return row;
}

double cross_entropy(const derivation::Plan& plan, const training::Images& images) {
  const std::vector<float> all = outputs(plan, images);
  double loss = 0;
  for (std::size_t n = 0; n < images.count(); ++n)
    loss -= std::log(softmax(all, n)[static_cast<std::size_t>(images.labels[n])]);
  return loss / static_cast<double>(images.count());
}

training::Images four_vectors() {
  return examples({5}, testing::numbers(20, 3), {0, 1, 2, 1});
}

// Of one linear layer, scaling its weights is scaling its input.
TEST(Proxies, PlainIsTheLossesSlopeAlongTheWeights) {
  const auto plan = linear_plan(5, kClasses);
  const auto images = four_vectors();
  constexpr double kStep = 1e-2;
  const double slope =
      (cross_entropy(plan, scaled(images, 1 + kStep)) - cross_entropy(plan, scaled(images, 1 - kStep))) /
      (2 * kStep);
  EXPECT_NEAR(measured(plan, Proxy::plain, images), slope, 1e-4);
  EXPECT_GE(measured(plan, Proxy::snip, images), std::abs(slope));
}

// w Hg is half the slope of |g|² along w; of inputs scaled by s, grad_norm is s |g| at s w.
TEST(Proxies, GraspIsTheSlopeOfTheGradientsNorm) {
  const auto plan = linear_plan(5, kClasses);
  const auto images = four_vectors();
  constexpr double kStep = 2e-2;
  const auto half_square = [&](double scale) {
    const double norm = measured(plan, Proxy::grad_norm, scaled(images, scale)) / scale;
    return norm * norm / 2;
  };
  const double slope = (half_square(1 + kStep) - half_square(1 - kStep)) / (2 * kStep);
  EXPECT_NEAR(measured(plan, Proxy::grasp, images), -slope, 1e-3 * std::abs(slope) + 1e-5);
}

TEST(Proxies, FisherOfALinearLayerIsThatOfItsOutputs) {
  const auto plan = linear_plan(5, kClasses);
  const auto images = examples({5}, testing::numbers(5, 4), {1});
  const std::vector<float> a = outputs(plan, images);
  const std::vector<double> p = softmax(a, 0);
  double expected = 0;
  for (std::size_t k = 0; k < kClasses; ++k) {
    const double product = a[k] * (p[k] - (k == 1 ? 1 : 0));
    expected += 5 * 0.5 * product * product;
  }
  EXPECT_NEAR(measured(plan, Proxy::fisher, images), expected, 1e-6 * expected);
}

// Every layer's share of R = |w1 w2| is R itself.
TEST(Proxies, SynflowOfAChainIsItsDepthTimesItsOutput) {
  HandPlan plan({1, 1, 1});
  const auto convolution = plan.layer(ir::LayerKind::kConv2d,
                                      {std::int64_t{1}, std::int64_t{1}, std::int64_t{1}, std::int64_t{0},
                                       std::int64_t{1}, std::int64_t{1}, std::int64_t{0}},
                                      0);
  const auto flat = plan.layer(ir::LayerKind::kFlatten, {}, convolution);
  const auto built =
      plan.finish(plan.layer(ir::LayerKind::kLinear, {std::int64_t{1}, std::int64_t{0}}, flat));
  const auto one = examples({1, 1, 1}, {1}, {0});
  const double r = std::abs(outputs(built, one)[0]);
  EXPECT_NEAR(measured(built, Proxy::synflow, one), std::log(2 * r), 1e-6);
}

TEST(Proxies, SynflowLeavesBatchNormsOut) {
  const auto chain = [](bool norm) {
    HandPlan plan({2, 4, 4});
    auto value = plan.layer(ir::LayerKind::kConv2d, testing::conv3x3(3), 0);
    if (norm) value = plan.layer(ir::LayerKind::kBatchNorm, {std::int64_t{1}}, value);
    return plan.finish(testing::classifier(plan, kClasses, value));
  };
  const auto images = examples({2, 4, 4}, testing::numbers(32, 1), {0});
  EXPECT_EQ(measured(chain(false), Proxy::synflow, images), measured(chain(true), Proxy::synflow, images));
}

/// [1, 1, 1] -> [3]: a ReLU behind a convolution of one weight, or of its negative.
derivation::Plan one_relu_plan() {
  HandPlan plan({1, 1, 1});
  const auto relu = plan.layer(ir::LayerKind::kRelu, {}, 0);
  return plan.finish(testing::classifier(plan, kClasses, relu));
}

// Examples of unlike signs agree with themselves alone: K is the unit matrix. Of like signs K is singular.
TEST(Proxies, NaswotIsTheDeterminantOfAgreements) {
  const auto plan = one_relu_plan();
  EXPECT_NEAR(measured(plan, Proxy::naswot, examples({1, 1, 1}, {1, -1}, {0, 1})), 0, 1e-12);
  const auto same = (*backend())->measure(plan, Proxy::naswot, examples({1, 1, 1}, {1, 2}, {0, 1}), kSeed);
  ASSERT_FALSE(same.ok());
  EXPECT_EQ(same.error().code, diag::code::E0620);
}

TEST(Proxies, NaswotCountsAReluAsOftenAsItIsRead) {
  HandPlan plan({1, 1, 1});
  const auto relu = plan.layer(ir::LayerKind::kRelu, {}, 0);
  const auto convolution = [&] { return plan.layer(ir::LayerKind::kConv2d, testing::conv3x3(1), relu); };
  const auto sum = plan.merge(ir::MergeKind::kAdd, {convolution(), convolution()});
  const auto built = plan.finish(testing::classifier(plan, kClasses, sum));
  EXPECT_NEAR(measured(built, Proxy::naswot, examples({1, 1, 1}, {1, -1}, {0, 1})), std::log(4), 1e-12);
}

// A vector's network is not thinned. The patterns of a ReLU over its inputs are those of the inputs' signs.
TEST(Proxies, LinearRegionsAreThePatternsOfOpenRelus) {
  HandPlan plan({2});
  const auto relu = plan.layer(ir::LayerKind::kRelu, {}, 0);
  const auto built = plan.finish(plan.layer(ir::LayerKind::kLinear, {kClasses, std::int64_t{0}}, relu));
  const auto vectors = examples({2}, {1, 1, 2, 3, -1, 1, 1, -1, -2, 5}, {0, 1, 2, 0, 1});
  EXPECT_EQ(measured(built, Proxy::linear_regions, vectors), 3);
}

// Of an image of two halves, black and white, cuts of 3 x 3 have no more than these patterns behind a ReLU of
// pixels: all shut, all open, and one or two columns open.
TEST(Proxies, LinearRegionsAreCountedOnSmallCutsOfOneChannel) {
  HandPlan plan({2, 8, 8});
  const auto relu = plan.layer(ir::LayerKind::kRelu, {}, 0);
  const auto convolution = plan.layer(ir::LayerKind::kConv2d, testing::conv3x3(4), relu);
  const auto built = plan.finish(testing::classifier(plan, kClasses, convolution));
  std::vector<float> pixels;
  for (std::size_t i = 0; i < 60 * 2 * 8 * 8; ++i) pixels.push_back(i % 8 < 4 ? -1 : 1);
  const auto halves = examples({2, 8, 8}, pixels, std::vector<std::int64_t>(60, 0));
  EXPECT_EQ(measured(built, Proxy::linear_regions, halves), 4);
}

TEST(Proxies, TheConditionNumberIsThatOfTheInputsOfALinearLayer) {
  const auto plan = linear_plan(2, kClasses);
  EXPECT_NEAR(measured(plan, Proxy::ntk, examples({2}, {1, 0, 0, 1}, {0, 1})), 1, 1e-9);
  EXPECT_NEAR(measured(plan, Proxy::ntk, examples({2}, {1, 0, 0, 2}, {0, 1})), 4, 1e-9);
}

// A linear network has one gradient for all inputs: all correlations are 1, one eigenvalue is n.
TEST(Proxies, TheGradientsOfALinearNetworkAreAllCorrelated) {
  const auto plan = linear_plan(5, kClasses);
  const auto images = four_vectors();
  const auto part = [](double v) { return std::log(v + 1e-5) + 1 / (v + 1e-5); };
  const double expected = -(part(4) + 3 * part(0));
  EXPECT_NEAR(measured(plan, Proxy::jacov, images), expected, 1e-6 * std::abs(expected));
  // Classes of one, two and one examples: 1 + 4 + 1 correlations.
  EXPECT_NEAR(measured(plan, Proxy::epe_nas, images), 6 * std::log(1 + 1e-5), 1e-9);
}

// W e is a sum of 64 products of normal numbers: its absolute value is 8 sqrt(2/pi) on average for each
// output. With 2000 examples and one W of 10 rows the mean of log varies by about 0.03.
TEST(Proxies, ZenOfALinearNetworkFollowsFromTheWidths) {
  const auto plan = linear_plan(64, 10);
  const auto images = examples({64}, std::vector<float>(64 * 2000, 0), std::vector<std::int64_t>(2000, 0));
  const double expected = std::log(0.01 * 10 * 8 * std::sqrt(2 / std::numbers::pi));
  EXPECT_NEAR(measured(plan, Proxy::zen, images), expected, 0.15);
}

TEST(Proxies, AllAreTheSameFromTheSameSeedOnARealNetwork) {
  const auto plan = testing::small_digits_plan();
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < 16; ++i) labels.push_back(i % 10);
  const auto images = examples({1, 8, 8}, testing::numbers(16 * 64, 6), labels);
  for (const ProxyInfo& row : proxies()) {
    if (row.proxy == Proxy::latency) continue;
    EXPECT_EQ(measured(plan, row.proxy, images), measured(plan, row.proxy, images)) << row.name;
  }
  EXPECT_GT(measured(plan, Proxy::latency, images), 0);
}

TEST(Proxies, ANetworkWithoutAReluHasNoPatterns) {
  const auto value = (*backend())->measure(linear_plan(5, kClasses), Proxy::naswot, four_vectors(), kSeed);
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().message(), "`naswot` is not finite for this network");
}

}  // namespace
}  // namespace nasg::network
