// SPDX-License-Identifier: Apache-2.0
// Kernels by name: defaults and mistakes.
#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "search/kernels/kernel.h"
#include "tests/support/spaces.h"

namespace nasg {
namespace {

using ir::Setting;

Setting call(const std::string& name, std::vector<Setting::Named> named = {}) {
  return {Setting::Call{name, {}, std::move(named)}, {}};
}

TEST(KernelSetting, HwlComparesTheWholeGraphAndEveryFoldedLevel) {
  const auto spec = search::read_kernel(call("hwl"), testing::hnb201_like());
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->shape.depths, (std::vector<std::uint32_t>{4, 1, 2, 2, 2, 2}));
  EXPECT_TRUE(spec->learned_depth);
  EXPECT_TRUE(spec->learned_weights);
}

TEST(KernelSetting, ACellSpaceHasNoFoldedLevels) {
  const auto spec = search::read_kernel(call("hwl"), testing::nb201_like());
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->shape.depths.size(), 1U);
  EXPECT_FALSE(spec->learned_weights);
}

TEST(KernelSetting, GivenDepthsAreKept) {
  const auto spec = search::read_kernel(call("wl", {{"depth", {3.0, {}}}}), testing::hnb201_like());
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->shape.depths, std::vector<std::uint32_t>{3});
  EXPECT_FALSE(spec->learned_depth);
}

TEST(KernelSetting, AnUnknownKernelIsRefusedWithTheNearestOne) {
  const auto spec = search::read_kernel(call("hwll"), testing::hnb201_like());
  ASSERT_FALSE(spec.ok());
  EXPECT_EQ(spec.error().code, diag::code::E0712);
  ASSERT_EQ(spec.error().fixes.size(), 1U);
  EXPECT_EQ(spec.error().fixes[0].replacement, "hwl");
}

TEST(KernelSetting, TooManyDepthsAreRefused) {
  const Setting depths{Setting::List{{2.0, {}}, {1.0, {}}, {2.0, {}}}, {}};
  const auto spec = search::read_kernel(call("hwl", {{"depths", depths}}), testing::nb201_like());
  ASSERT_FALSE(spec.ok());
  EXPECT_EQ(spec.error().message(),
            "argument `depths` of `hwl` has 3 depths, but the space has 1 graphs: the whole one and 0 folded "
            "levels");
}

TEST(KernelSetting, ADepthThatIsNoWholeNumberIsRefused) {
  const auto spec = search::read_kernel(call("wl", {{"depth", {1.5, {}}}}), testing::nb201_like());
  ASSERT_FALSE(spec.ok());
  EXPECT_EQ(spec.error().code, diag::code::E0702);
}

}  // namespace
}  // namespace nasg
