// SPDX-License-Identifier: Apache-2.0
// Protocols by name, and by their parts.
#include "runtime/training/protocols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "files.h"

namespace nasg::training {
namespace {

using testing::call;
using testing::number;
using testing::text;

network::Protocol read(std::vector<ir::Setting::Named> named) {
  const ir::Setting setting = call("train", std::move(named));
  ir::SettingReader reader(setting);
  network::Protocol protocol = read_protocol(reader);
  EXPECT_TRUE(reader.finish().ok());
  return protocol;
}

TEST(Protocols, NasBench201IsAsItsPaperSays) {
  const network::Protocol protocol = read({{"protocol", text("nb201")}});
  EXPECT_EQ(protocol.epochs, 200);
  EXPECT_EQ(protocol.batch, 256);
  EXPECT_EQ(protocol.learning_rate, 0.1);
  EXPECT_EQ(protocol.weight_decay, 5e-4);
  EXPECT_TRUE(protocol.nesterov);
  EXPECT_TRUE(protocol.augmentation.flip);
  EXPECT_EQ(protocol.augmentation.crop, 4);
  // The cosine goes down to 0 by epoch: half of it after a hundred.
  EXPECT_EQ(learning_rate(protocol, 0, 98), learning_rate(protocol, 97, 98));
  EXPECT_NEAR(learning_rate(protocol, 100 * 98, 98), 0.05, 1e-12);
}

TEST(Protocols, HnasTrainsItsNewSetsWithoutAugmentationInTheOrderOfTheSet) {
  const network::Protocol protocol = read({{"protocol", text("hnas_addnist")}});
  EXPECT_FALSE(protocol.shuffle);
  EXPECT_FALSE(protocol.nesterov);
  EXPECT_FALSE(protocol.augmentation.changes_places());
  EXPECT_EQ(protocol.epochs, 64);
}

TEST(Protocols, PartsStandBesideTheName) {
  const network::Protocol protocol = read({{"protocol", text("darts")},
                                           {"epochs", number(3)},
                                           {"cutout", number(0)},
                                           {"schedule", text("one_cycle")},
                                           {"optimiser", text("adamw")},
                                           {"mixup", number(0.2)}});
  EXPECT_EQ(protocol.epochs, 3);
  EXPECT_EQ(protocol.batch, 96);
  EXPECT_EQ(protocol.clip, 5);
  EXPECT_EQ(protocol.augmentation.cutout, 0);
  EXPECT_EQ(protocol.augmentation.mixup, 0.2);
  EXPECT_EQ(protocol.schedule, network::Schedule::kOneCycle);
  EXPECT_EQ(protocol.optimiser, network::Optimiser::kAdamW);
}

TEST(Protocols, WhatMakesNoSenseIsRefused) {
  const std::vector<ir::Setting::Named> cases[] = {
      {{"protocol", text("nasbench")}}, {{"optimiser", text("lion")}},    {{"schedule", text("linear")}},
      {{"by", text("batch")}},          {{"warmup", number(-1)}},         {{"ema", number(1)}},
      {{"mixup", number(2)}},           {{"patience", number(-1)}},       {{"crop", number(-4)}},
      {{"clip", number(-5)}},           {{"label_smoothing", number(1)}},
  };
  for (const std::vector<ir::Setting::Named>& named : cases) {
    const ir::Setting setting = call("train", named);
    ir::SettingReader reader(setting);
    read_protocol(reader);
    const diag::Status status = reader.finish();
    ASSERT_FALSE(status.ok()) << setting.text();
    EXPECT_EQ(status.error().code, diag::code::E0702) << setting.text();
  }
}

}  // namespace
}  // namespace nasg::training
