// SPDX-License-Identifier: Apache-2.0
// Parts of protocols: second classifiers, drop paths that grow, lower precision, devices.
#include <gtest/gtest.h>

#include <cmath>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/training.h"
#include "quarters.h"

namespace nasg::network {
namespace {

using testing::HandPlan;
using testing::quarters_plan;
using testing::quarters_split;
using testing::seeded;
using testing::train;

Protocol short_protocol() {
  return {.epochs = 3, .batch = 32};
}

TEST(Auxiliary, ItsLossReachesTheLayersBelow) {
  Protocol protocol = short_protocol();
  const auto plain = train(quarters_plan(), quarters_split(), protocol, seeded(1));
  protocol.auxiliary = 0.4;
  const auto helped = train(quarters_plan(), quarters_split(), protocol, seeded(1));
  ASSERT_TRUE(helped.result.ok()) << helped.result.error().message();
  EXPECT_NE(helped.outputs, plain.outputs);
  // Two losses near ln 4 each at first, one of them weighted.
  EXPECT_GT(helped.result->curve[0].train_loss, plain.result->curve[0].train_loss + 0.1);
  EXPECT_EQ(helped.outputs.size(), plain.outputs.size()) << "the head is thrown away";
}

TEST(Auxiliary, ANetworkWithoutImagesIsRefused) {
  HandPlan plan({1, 8, 8});
  const auto flat = plan.layer(ir::LayerKind::kFlatten, {}, 0);
  const auto built =
      plan.finish(plan.layer(ir::LayerKind::kLinear, {std::int64_t{4}, std::int64_t{1}}, flat));
  Protocol protocol = short_protocol();
  protocol.auxiliary = 0.4;
  const auto refused = train(built, quarters_split(), protocol, seeded(1));
  ASSERT_FALSE(refused.result.ok());
  EXPECT_EQ(refused.result.error().code, diag::code::E0610);
}

/// The task's network with a drop path of probability one half before its last layers.
derivation::Plan dropping_plan() {
  HandPlan plan({1, 8, 8});
  const auto stem = plan.layer(ir::LayerKind::kConv2d, testing::conv3x3(4), 0);
  const auto dropped = plan.layer(ir::LayerKind::kDropPath, {0.5}, stem);
  const auto flat = plan.layer(ir::LayerKind::kFlatten, {}, dropped);
  return plan.finish(plan.layer(ir::LayerKind::kLinear, {std::int64_t{4}, std::int64_t{1}}, flat));
}

// In the first epoch of a ramp nothing is dropped, as in a network whose drop path never drops.
TEST(DropPath, OfARampBeginsAtZero) {
  Protocol protocol{.epochs = 1, .batch = 32};
  const auto dropping = train(dropping_plan(), quarters_split(), protocol, seeded(1));
  protocol.ramps_drop_path = true;
  const auto ramped = train(dropping_plan(), quarters_split(), protocol, seeded(1));
  derivation::Plan never = dropping_plan();
  std::get<derivation::PlanStep::Layer>(never.steps[1].what).args = {0.0};
  const auto without = train(never, quarters_split(), protocol, seeded(1));
  EXPECT_EQ(ramped.outputs, without.outputs);
  EXPECT_NE(ramped.outputs, dropping.outputs);
}

// bfloat16 has eight bits of precision: losses agree to about one in a hundred, and not to the bit.
TEST(Precision, OfBfloat16LearnsTheSame) {
  Protocol protocol = short_protocol();
  const auto exact = train(quarters_plan(), quarters_split(), protocol, seeded(1));
  protocol.precision = Precision::kBfloat16;
  const auto rough = train(quarters_plan(), quarters_split(), protocol, seeded(1));
  ASSERT_TRUE(rough.result.ok()) << rough.result.error().message();
  EXPECT_NE(rough.outputs, exact.outputs);
  EXPECT_NEAR(rough.result->curve[0].train_loss, exact.result->curve[0].train_loss, 0.03);
  EXPECT_GT(rough.result->valid_accuracy, 90);
}

TEST(Devices, AreNamedOrRefused) {
  const Backend& torch = **backend();
  EXPECT_TRUE(torch.check_device("cpu").ok());
  EXPECT_TRUE(torch.check_device("auto").ok());
  for (const char* name : {"gpu", "cuda:x", "cuda:99", ""}) {
    const auto checked = torch.check_device(name);
    ASSERT_FALSE(checked.ok()) << name;
    EXPECT_EQ(checked.error().code, diag::code::E0645);
  }
}

TEST(Devices, AutoTrains) {
  Protocol protocol{.epochs = 1, .batch = 64};
  protocol.device = "auto";
  EXPECT_TRUE(train(quarters_plan(), quarters_split(), protocol, seeded(1)).result.ok());
}

}  // namespace
}  // namespace nasg::network
