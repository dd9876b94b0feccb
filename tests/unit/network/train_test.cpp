// SPDX-License-Identifier: Apache-2.0
// Training: that it learns, that it repeats, that it stops when told.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/training.h"
#include "plans.h"
#include "quarters.h"
#include "runtime/network/backend.h"
#include "runtime/network/training.h"

namespace nasg::network {
namespace {

using testing::HandPlan;
using testing::quarters;
using testing::quarters_plan;
using testing::quarters_split;
using testing::seeded;
using testing::train;

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

/// One weight w, one feature 1, two classes that the features' signs tell: after `epochs` steps on the whole.
std::vector<float> descended(Protocol protocol, std::uint64_t seed = 3) {
  HandPlan plan({1});
  const auto network =
      *(*backend())
           ->build(plan.finish(plan.layer(ir::LayerKind::kLinear, {std::int64_t{2}, std::int64_t{0}}, 0)),
                   seed);
  training::Split data;
  data.classes = 2;
  for (training::Images* part : {&data.train, &data.valid, &data.test}) *part = {{1}, {2, -1}, {0, 1}};
  protocol.batch = 2;
  protocol.schedule = Schedule::kConstant;
  EXPECT_TRUE((*backend())->train(*network, data, protocol, seeded(seed)).ok());
  return *network->forward(std::vector<float>{1}, 1);
}

/// The gradient of the mean cross-entropy of those examples by the two weights, label smoothing included.
std::array<double, 2> slope(const std::array<double, 2>& w, double smoothing = 0) {
  std::array<double, 2> gradient{};
  const double features[] = {2, -1};
  for (int i = 0; i < 2; ++i) {
    const double x = features[i];
    const double total = std::exp(w[0] * x) + std::exp(w[1] * x);
    for (std::size_t k = 0; k < 2; ++k) {
      const double wanted = (static_cast<int>(k) == i ? 1 - smoothing : 0) + smoothing / 2;
      gradient[k] += (std::exp(w[k] * x) / total - wanted) * x / 2;
    }
  }
  return gradient;
}

TEST(Optimisers, AdamAndAdamWTakeTheStepsOfTheirFormulas) {
  for (const bool decoupled : {false, true}) {
    Protocol protocol{.epochs = 3, .learning_rate = 0.1, .momentum = 0.8, .weight_decay = 0.02};
    protocol.optimiser = decoupled ? Optimiser::kAdamW : Optimiser::kAdam;
    protocol.learning_rate = 1e-9;
    const std::vector<float> start = descended(protocol);  // as good as no step
    protocol.learning_rate = 0.1;
    std::array<double, 2> w{start[0], start[1]}, mean{}, square{};
    for (int t = 1; t <= 3; ++t) {
      const std::array<double, 2> gradient = slope(w);
      for (std::size_t k = 0; k < 2; ++k) {
        const double g = gradient[k] + (decoupled ? 0 : 0.02 * w[k]);
        mean[k] = 0.8 * mean[k] + 0.2 * g;
        square[k] = 0.999 * square[k] + 0.001 * g * g;
        if (decoupled) w[k] -= 0.1 * 0.02 * w[k];
        w[k] -= 0.1 * (mean[k] / (1 - std::pow(0.8, t))) /
                (std::sqrt(square[k] / (1 - std::pow(0.999, t))) + 1e-8);
      }
    }
    const std::vector<float> got = descended(protocol);
    EXPECT_NEAR(got[0], w[0], 1e-5) << decoupled;
    EXPECT_NEAR(got[1], w[1], 1e-5) << decoupled;
  }
}

TEST(Optimisers, ClippingScalesTheWholeGradientAndPlainMomentumAddsIt) {
  Protocol protocol{.epochs = 2, .learning_rate = 1e-9, .momentum = 0.5, .weight_decay = 0};
  protocol.nesterov = false;
  protocol.clip = 0.25;
  const std::vector<float> start = descended(protocol);
  protocol.learning_rate = 0.1;
  std::array<double, 2> w{start[0], start[1]}, velocity{};
  for (int t = 0; t < 2; ++t) {
    const std::array<double, 2> gradient = slope(w);
    const double norm = std::hypot(gradient[0], gradient[1]);
    ASSERT_GT(norm, 0.25);
    for (std::size_t k = 0; k < 2; ++k) {
      velocity[k] = 0.5 * velocity[k] + gradient[k] * 0.25 / norm;
      w[k] -= 0.1 * velocity[k];
    }
  }
  const std::vector<float> got = descended(protocol);
  EXPECT_NEAR(got[0], w[0], 1e-5);
  EXPECT_NEAR(got[1], w[1], 1e-5);
}

TEST(Optimisers, LabelSmoothingSpreadsProbabilityOverAllClasses) {
  Protocol protocol{.epochs = 1, .learning_rate = 1e-9, .momentum = 0, .weight_decay = 0};
  protocol.label_smoothing = 0.3;
  const std::vector<float> start = descended(protocol);
  protocol.learning_rate = 0.1;
  const std::array<double, 2> gradient = slope({start[0], start[1]}, 0.3);
  const std::vector<float> got = descended(protocol);
  EXPECT_NEAR(got[0], start[0] - 0.1 * gradient[0], 1e-5);
  EXPECT_NEAR(got[1], start[1] - 0.1 * gradient[1], 1e-5);
}

TEST(Optimisers, AveragesMoveByTheirDecay) {
  Protocol protocol{.epochs = 1, .learning_rate = 0.1, .momentum = 0, .weight_decay = 0};
  const std::vector<float> after = descended(protocol);
  protocol.learning_rate = 1e-9;
  const std::vector<float> before = descended(protocol);
  protocol.learning_rate = 0.1;
  protocol.ema = 0.75;
  EXPECT_NEAR(descended(protocol)[0], 0.75 * before[0] + 0.25 * after[0], 1e-5);
}

TEST(Schedules, FollowTheirFormulas) {
  Protocol protocol{.epochs = 10, .learning_rate = 0.4};
  EXPECT_DOUBLE_EQ(learning_rate(protocol, 0, 5), 0.4);
  EXPECT_NEAR(learning_rate(protocol, 25, 5), 0.2, 1e-12);
  protocol.by_epoch = true;
  EXPECT_EQ(learning_rate(protocol, 25, 5), learning_rate(protocol, 29, 5));
  EXPECT_NE(learning_rate(protocol, 29, 5), learning_rate(protocol, 30, 5));
  protocol.by_epoch = false;
  protocol.warmup = 2;
  EXPECT_NEAR(learning_rate(protocol, 4, 5), 0.2, 1e-12);  // half of the warm-up
  EXPECT_DOUBLE_EQ(learning_rate(protocol, 10, 5), 0.4);
  EXPECT_NEAR(learning_rate(protocol, 30, 5), 0.2, 1e-12);
  protocol.warmup = 0;
  protocol.schedule = Schedule::kStep;
  protocol.milestones = {3, 6};
  EXPECT_DOUBLE_EQ(learning_rate(protocol, 14, 5), 0.4);
  EXPECT_DOUBLE_EQ(learning_rate(protocol, 15, 5), 0.04);
  EXPECT_NEAR(learning_rate(protocol, 49, 5), 0.004, 1e-12);
  protocol.schedule = Schedule::kOneCycle;
  EXPECT_DOUBLE_EQ(learning_rate(protocol, 0, 5), 0.4 / 25);
  EXPECT_DOUBLE_EQ(learning_rate(protocol, 15, 5), 0.4);
  EXPECT_LT(learning_rate(protocol, 49, 5), 0.01);
}

TEST(Training, KeepsACurveAndStopsWithoutProgress) {
  Protocol protocol{.epochs = 40, .batch = 64, .learning_rate = 1e-9};
  protocol.patience = 3;
  const auto trained = train(quarters_plan(), quarters_split(), protocol, seeded(1));
  ASSERT_TRUE(trained.result.ok());
  ASSERT_EQ(trained.result->curve.size(), 4U) << "the first epoch stays the best";
  EXPECT_EQ(trained.result->curve.back().train_loss, trained.result->train_loss);
  EXPECT_EQ(trained.result->curve.back().valid_accuracy, trained.result->valid_accuracy);
}

TEST(Training, NoMemoryIsAnErrorOfItsOwn) {
  HandPlan plan({1, 8, 8});
  const std::vector<ir::Scalar> huge{std::int64_t{1} << 40, std::int64_t{1}};
  const auto network = (*backend())
                           ->build(plan.finish(plan.layer(ir::LayerKind::kLinear, huge,
                                                          plan.layer(ir::LayerKind::kFlatten, {}, 0))),
                                   1);
  ASSERT_FALSE(network.ok());
  EXPECT_EQ(network.error().code, diag::code::E0642);
}

/// A path in the temporary folder, gone with the object.
class CheckpointFile {
 public:
  CheckpointFile()
      : path_((std::filesystem::temp_directory_path() / ("nasg-checkpoint-" + std::to_string(getpid())))
                  .string()) {}
  ~CheckpointFile() { std::filesystem::remove(path_); }
  CheckpointFile(const CheckpointFile&) = delete;
  CheckpointFile& operator=(const CheckpointFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Everything at once that has a state of its own.
Protocol stateful(const std::string& checkpoint) {
  Protocol protocol{.epochs = 5, .batch = 32};
  protocol.optimiser = Optimiser::kAdam;
  protocol.learning_rate = 0.01;
  protocol.ema = 0.9;
  protocol.auxiliary = 0.4;
  protocol.augmentation = {1, true, 2, 0.4};
  protocol.checkpoint = checkpoint;
  return protocol;
}

TEST(Checkpoints, ATrainingThatIsStoppedAnywhereComesToTheSameWeights) {
  const auto whole = train(quarters_plan(), quarters_split(), stateful(""), seeded(4));
  for (const int stop : {3, 9, 22, 31}) {  // eight batches an epoch
    const CheckpointFile file;
    std::atomic<bool> cancelled = false;
    int batches = 0;
    training::EvaluationContext context = seeded(4);
    context.cancelled = &cancelled;
    context.progress = [&](double, const std::string&) { cancelled = ++batches == stop; };
    EXPECT_TRUE(train(quarters_plan(), quarters_split(), stateful(file.path()), context).result->cancelled);
    const auto resumed = train(quarters_plan(), quarters_split(), stateful(file.path()), seeded(4));
    ASSERT_TRUE(resumed.result.ok()) << resumed.result.error().message();
    EXPECT_EQ(resumed.outputs, whole.outputs) << "stopped after batch " << stop;
    EXPECT_EQ(resumed.result->curve.size(), 5U);
    EXPECT_EQ(resumed.result->curve[0].train_loss, whole.result->curve[0].train_loss);
  }
}

TEST(Checkpoints, AHigherFidelityGoesOnFromALowerOne) {
  const CheckpointFile file;
  Protocol protocol = stateful(file.path());
  protocol.stop_after = 2;
  EXPECT_EQ(train(quarters_plan(), quarters_split(), protocol, seeded(4)).result->curve.size(), 2U);
  protocol.stop_after = 0;
  int batches = 0;
  training::EvaluationContext context = seeded(4);
  context.progress = [&](double, const std::string&) { ++batches; };
  const auto promoted = train(quarters_plan(), quarters_split(), protocol, context);
  EXPECT_EQ(batches, 3 * 8) << "only the epochs that are left";
  EXPECT_EQ(promoted.outputs, train(quarters_plan(), quarters_split(), stateful(""), seeded(4)).outputs);
}

TEST(Checkpoints, OneOfAnotherTrainingIsRefused) {
  const CheckpointFile file;
  ASSERT_TRUE(train(quarters_plan(), quarters_split(), stateful(file.path()), seeded(4)).result.ok());
  const auto refused = [&](const derivation::Plan& plan, const training::Split& data,
                           const Protocol& protocol, std::uint64_t seed) {
    const auto trained = train(plan, data, protocol, seeded(seed));
    EXPECT_FALSE(trained.result.ok());
    return trained.result.ok() ? "" : trained.result.error().arguments[1];
  };
  HandPlan wider({1, 8, 8});
  const auto other = wider.finish(
      testing::classifier(wider, 4, wider.layer(ir::LayerKind::kConv2d, testing::conv3x3(8), 0)));
  Protocol slower = stateful(file.path());
  slower.learning_rate = 0.005;
  training::Split less = quarters_split();
  less.train = quarters(200, 1);
  EXPECT_EQ(refused(other, quarters_split(), stateful(file.path()), 4), "network");
  EXPECT_EQ(refused(quarters_plan(), quarters_split(), slower, 4), "protocol");
  EXPECT_EQ(refused(quarters_plan(), less, stateful(file.path()), 4), "data set");
  EXPECT_EQ(refused(quarters_plan(), quarters_split(), stateful(file.path()), 5), "seed");
}

TEST(Checkpoints, ADamagedOneIsRefused) {
  const CheckpointFile file;
  ASSERT_TRUE(train(quarters_plan(), quarters_split(), stateful(file.path()), seeded(4)).result.ok());
  std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) / 2);
  const auto trained = train(quarters_plan(), quarters_split(), stateful(file.path()), seeded(4));
  ASSERT_FALSE(trained.result.ok());
  EXPECT_EQ(trained.result.error().code, diag::code::E0640);
  EXPECT_NE(trained.result.error().message().find("remove it"), std::string::npos);
}

// Bits all over the file, most of them in numbers; some bytes of an archive mean nothing.
TEST(Checkpoints, AFlippedBitIsFoundWhereverItChangesAnything) {
  const CheckpointFile file;
  const auto whole = train(quarters_plan(), quarters_split(), stateful(file.path()), seeded(4));
  ASSERT_TRUE(whole.result.ok());
  std::ifstream stream(file.path(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  constexpr std::size_t kFlips = 60;
  std::size_t found = 0;
  for (std::size_t i = 0; i < kFlips; ++i) {
    std::string damaged = bytes;
    const std::size_t place = i * bytes.size() / kFlips;
    damaged[place] = static_cast<char>(damaged[place] ^ (1 << i % 8));
    std::ofstream(file.path(), std::ios::binary) << damaged;
    const auto trained = train(quarters_plan(), quarters_split(), stateful(file.path()), seeded(4));
    if (trained.result.ok()) {
      EXPECT_EQ(trained.outputs, whole.outputs) << "byte " << place;
      EXPECT_EQ(trained.result->valid_accuracy, whole.result->valid_accuracy) << "byte " << place;
      continue;
    }
    ++found;
    EXPECT_EQ(trained.result.error().code, diag::code::E0640) << "byte " << place;
  }
  EXPECT_GT(found, kFlips / 4);
}

}  // namespace
}  // namespace nasg::network
