// SPDX-License-Identifier: Apache-2.0
// Layers of shared objects: the example, and what a space says wrongly of it.
#include "compiler/ir/plugin_layer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "compiler/diag/codes/plugins.h"
#include "plans.h"
#include "runtime/network/backend.h"
#include "runtime/network/exportable.h"
#include "runtime/network/save.h"

namespace nasg::network {
namespace {

/// `plugin(name, [channels, height, 1], p, parameters = …)` over [2, 2, 2].
derivation::Plan plan_with(const std::string& name, std::int64_t height, std::int64_t parameters, double p) {
  ::setenv("NASG_PLUGINS", NASG_EXAMPLE_PLUGINS, 1);
  testing::HandPlan plan({2, 2, 2});
  const std::int64_t channels = 2, width = 1, flops = 16;
  return plan.finish(
      plan.layer(ir::LayerKind::kPlugin,
                 {*ir::pack_name(name), channels, height, width, parameters, flops, p, 0.0, 0.0, 0.0}, 0));
}

std::string refusal(const derivation::Plan& plan) {
  const auto network = (*backend())->build(plan, 1);
  const auto output = network ? (*network)->forward(std::vector<float>(8, 1), 1) : network.error();
  if (output) return "";
  EXPECT_EQ(output.error().code, diag::code::E0671);
  return output.error().message();
}

TEST(PluginLayer, NamesAreNumbersAndBack) {
  for (const std::string name : {"a", "gem", "zz_9", "abcdefghijkl", "____________"})
    EXPECT_EQ(ir::unpack_name(*ir::pack_name(name)), name);
  for (const char* name : {"", "Gem", "a-b", "abcdefghijklm"}) EXPECT_FALSE(ir::pack_name(name)) << name;
}

TEST(PluginLayer, TheExampleIsTheGeneralisedMean) {
  const auto network = *(*backend())->build(plan_with("gem", 1, 1, 2), 1);
  const std::vector<float> output = *network->forward(std::vector<float>{1, 2, 3, 4, 5, 5, 5, 5}, 1);
  ASSERT_EQ(output.size(), 2U);
  EXPECT_NEAR(output[0], std::sqrt(30.0 / 4), 1e-5);
  EXPECT_NEAR(output[1], 5, 1e-5);
}

TEST(PluginLayer, ItsTensorsAreTrainedAndKept) {
  const auto network = *(*backend())->build(plan_with("gem", 1, 1, 3), 1);
  EXPECT_EQ(network->trainable_parameters(), 1);
  EXPECT_GT(*network->exercise(4, 1), 0);
  const std::string weights = *network->weights();
  EXPECT_TRUE((*(*backend())->build(plan_with("gem", 1, 1, 5), 1))->load_weights(weights).ok());
}

TEST(PluginLayer, WhatTheSpaceSaysOfItMustBeTrue) {
  EXPECT_NE(refusal(plan_with("gem", 1, 2, 3)).find("it has 1 trained numbers, and the space says 2"),
            std::string::npos);
  EXPECT_NE(refusal(plan_with("gem", 2, 1, 3)).find("it yields [1, 2, 1, 1] with the batch"),
            std::string::npos);
  EXPECT_NE(refusal(plan_with("nowhere", 1, 1, 3)).find("libnowhere.so is in none of"), std::string::npos);
  EXPECT_EQ(refusal(plan_with("gem", 1, 1, 3)), "");
}

TEST(PluginLayer, ASharedObjectThatIsNoLayerIsRefused) {
  EXPECT_NE(refusal(plan_with("nasg_torch", 1, 1, 3)).find("has no symbol nasg_layer_plugin"),
            std::string::npos);
  const derivation::Plan damaged = plan_with("damaged", 1, 1, 3);
  const std::string folder = ::testing::TempDir();
  std::ofstream(folder + "/libdamaged.so") << "no shared object";
  ::setenv("NASG_PLUGINS", folder.c_str(), 1);
  EXPECT_NE(refusal(damaged).find("libdamaged.so: "), std::string::npos);
}

TEST(PluginLayer, NoOtherProgramIsGivenIt) {
  const derivation::Plan plan = plan_with("gem", 1, 1, 3);
  ASSERT_FALSE(exportable(plan).ok());
  EXPECT_EQ(exportable(plan).error().code, diag::code::E0672);
  const auto network = *(*backend())->build(plan, 1);
  EXPECT_FALSE(save(*network, ::testing::TempDir() + "/gem.onnx", {"Network", "", ""}).ok());
}

}  // namespace
}  // namespace nasg::network
