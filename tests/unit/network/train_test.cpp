// SPDX-License-Identifier: Apache-2.0
// Training: that it learns, that it repeats, that it stops when told.
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "compiler/diag/codes/network.h"
#include "plans.h"
#include "runtime/derivation/rng.h"
#include "runtime/network/backend.h"
#include "runtime/network/training.h"

namespace nasg::network {
namespace {

using testing::HandPlan;

/// 8x8 images of noise with a bright quarter that tells the class, 0 to 3.
training::Images quarters(std::size_t count, std::uint64_t seed) {
  training::Images images;
  images.shape = {1, 8, 8};
  derivation::Rng rng(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::int64_t>(rng.below(4));
    for (std::int64_t y = 0; y < 8; ++y)
      for (std::int64_t x = 0; x < 8; ++x)
        images.pixels.push_back(
            static_cast<float>(2 * rng.uniform() - 1 + (y / 4 * 2 + x / 4 == label ? 1 : 0)));
    images.labels.push_back(label);
  }
  return images;
}

training::Split quarters_split() {
  return {quarters(257, 1), quarters(100, 2), quarters(100, 3), 4};
}

/// One small convolution, then a linear layer that can tell where things are.
derivation::Plan quarters_plan() {
  HandPlan plan({1, 8, 8});
  const auto stem = plan.layer(ir::LayerKind::kConv2d, testing::conv3x3(4), 0);
  const auto block = testing::conv_block(plan, 4, 2, stem);
  const auto dropped =
      plan.layer(ir::LayerKind::kDropout, {0.1}, plan.layer(ir::LayerKind::kFlatten, {}, block));
  return plan.finish(plan.layer(ir::LayerKind::kLinear, {std::int64_t{4}, std::int64_t{1}}, dropped));
}

training::EvaluationContext seeded(std::uint64_t seed) {
  training::EvaluationContext context;
  context.seed = seed;
  return context;
}

struct Trained {
  diag::Result<TrainingResult> result;
  std::vector<float> outputs;
};

Trained train(const derivation::Plan& plan, const training::Split& data, const Protocol& protocol,
              const training::EvaluationContext& context) {
  const Backend& torch = **backend();
  const auto network = *torch.build(plan, context.seed);
  auto result = torch.train(*network, data, protocol, context);
  return {std::move(result), *network->forward(data.test.pixels, data.test.count())};
}

TEST(Training, LearnsWhereThePictureIsBright) {
  const auto trained = train(quarters_plan(), quarters_split(), {.epochs = 8, .batch = 32}, seeded(1));
  ASSERT_TRUE(trained.result.ok()) << trained.result.error().message();
  EXPECT_GT(trained.result->valid_accuracy, 95);
  EXPECT_GT(trained.result->test_accuracy, 95);
  EXPECT_LT(trained.result->train_loss, 0.5);
  EXPECT_LT(trained.result->valid_loss, std::log(4.0) / 2);
}

TEST(Training, SameSeedSameWeightsBitForBit) {
  const Protocol protocol{.epochs = 2, .batch = 32};
  const auto first = train(quarters_plan(), quarters_split(), protocol, seeded(4));
  const auto second = train(quarters_plan(), quarters_split(), protocol, seeded(4));
  const auto other = train(quarters_plan(), quarters_split(), protocol, seeded(5));
  EXPECT_EQ(first.outputs, second.outputs);
  EXPECT_EQ(first.result->train_loss, second.result->train_loss);
  EXPECT_NE(first.outputs, other.outputs);
}

TEST(Training, TakesTheStepThatTheFormulaSays) {
  // A linear layer without bias over one feature and two classes, one batch of everything, one epoch:
  // softmax regression by hand, with weight decay, Nesterov's first step (g + m g) and the full learning
  // rate.
  HandPlan plan({1});
  const auto network =
      *(*backend())
           ->build(plan.finish(plan.layer(ir::LayerKind::kLinear, {std::int64_t{2}, std::int64_t{0}}, 0)), 3);
  const std::vector<float> before = *network->forward(std::vector<float>{1}, 1);
  training::Split data;
  data.classes = 2;
  for (training::Images* part : {&data.train, &data.valid, &data.test}) *part = {{1}, {2, -1}, {0, 1}};
  const Protocol protocol{
      .epochs = 1, .batch = 2, .learning_rate = 0.1, .momentum = 0.5, .weight_decay = 0.01};
  ASSERT_TRUE((*backend())->train(*network, data, protocol, {}).ok());
  const std::vector<float> after = *network->forward(std::vector<float>{1}, 1);
  for (std::size_t unit = 0; unit < 2; ++unit) {
    double gradient = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      const double x = data.train.pixels[i];
      const double own = std::exp(before[unit] * x);
      const double share = own / (std::exp(before[0] * x) + std::exp(before[1] * x));
      gradient += (share - (data.train.labels[i] == static_cast<std::int64_t>(unit) ? 1 : 0)) * x / 2;
    }
    gradient += 0.01 * before[unit];
    EXPECT_NEAR(after[unit], before[unit] - 0.1 * 1.5 * gradient, 1e-5);
  }
}

TEST(Training, ReportsEachBatchUpToTheWhole) {
  std::vector<double> shares;
  training::EvaluationContext context;
  context.progress = [&](double share, const std::string& what) {
    EXPECT_NE(what.find("/2"), std::string::npos) << what;
    shares.push_back(share);
  };
  ASSERT_TRUE(train(quarters_plan(), quarters_split(), {.epochs = 2, .batch = 64}, context).result.ok());
  // 257 examples are four batches of 64 and a rest of one, which is left out.
  ASSERT_EQ(shares.size(), 8U);
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_EQ(shares.back(), 1);
}

TEST(Training, StopsBetweenBatchesWhenCancelled) {
  std::atomic<bool> cancelled = false;
  int batches = 0;
  training::EvaluationContext context;
  context.cancelled = &cancelled;
  context.progress = [&](double, const std::string&) { cancelled = ++batches == 3; };
  const auto trained = train(quarters_plan(), quarters_split(), {.epochs = 50, .batch = 32}, context);
  ASSERT_TRUE(trained.result.ok());
  EXPECT_TRUE(trained.result->cancelled);
  EXPECT_EQ(batches, 3);
}

TEST(Training, ALossThatIsNotFiniteIsAnError) {
  const auto trained =
      train(quarters_plan(), quarters_split(), {.epochs = 3, .batch = 32, .learning_rate = 1e30}, seeded(1));
  ASSERT_FALSE(trained.result.ok());
  EXPECT_EQ(trained.result.error().code, diag::code::E0611);
}

TEST(Training, ANetworkOfZerosTrainsToChance) {
  HandPlan plan({1, 8, 8});
  const auto trained = train(plan.finish(plan.zeros({4}, 0)), quarters_split(), {.epochs = 1}, seeded(1));
  ASSERT_TRUE(trained.result.ok()) << trained.result.error().message();
  EXPECT_NEAR(trained.result->valid_loss, std::log(4.0), 1e-5);
}

TEST(Training, ANetworkWithTooFewOutputsIsRefused) {
  HandPlan plan({1, 8, 8});
  const auto trained = train(plan.finish(plan.zeros({3}, 0)), quarters_split(), {.epochs = 1}, seeded(1));
  ASSERT_FALSE(trained.result.ok());
  EXPECT_EQ(trained.result.error().code, diag::code::E0610);
}

}  // namespace
}  // namespace nasg::network
