// SPDX-License-Identifier: Apache-2.0
// Kernels by name: defaults and mistakes.
#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "search/kernels/kernel.h"
#include "search/kernels/wl_kernel.h"
#include "tests/support/spaces.h"

namespace nasg {
namespace {

using ir::Setting;

Setting call(const std::string& name, std::vector<Setting::Named> named = {}) {
  return {Setting::Call{name, {}, std::move(named)}, {}};
}

TEST(KernelSetting, HwlComparesTheWholeGraphAndEveryFoldedLevel) {
  const auto spec = search::read_wl(call("hwl"), testing::hnb201_like());
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->shape.depths, (std::vector<std::uint32_t>{4, 1, 2, 2, 2, 2}));
  EXPECT_TRUE(spec->learned_depth);
  EXPECT_TRUE(spec->learned_weights);
}

TEST(KernelSetting, ACellSpaceHasNoFoldedLevels) {
  const auto spec = search::read_wl(call("hwl"), testing::nb201_like());
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->shape.depths.size(), 1U);
  EXPECT_FALSE(spec->learned_weights);
}

TEST(KernelSetting, GivenDepthsAreKept) {
  const auto spec = search::read_wl(call("wl", {{"depth", {3.0, {}}}}), testing::hnb201_like());
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->shape.depths, std::vector<std::uint32_t>{3});
  EXPECT_FALSE(spec->learned_depth);
}

TEST(KernelSetting, AnUnknownKernelIsRefusedWithTheNearestOne) {
  const ir::Space space = testing::hnb201_like();
  const auto made = search::make_kernel(call("hwll"), space);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, diag::code::E0712);
  ASSERT_EQ(made.error().fixes.size(), 1U);
  EXPECT_EQ(made.error().fixes[0].replacement, "hwl");
}

TEST(KernelSetting, EveryNameIsAKernel) {
  const ir::Space space = testing::hnb201_like();
  for (const std::string& name : search::kernel_names()) {
    const bool takes_parts = name == "sum" || name == "product" || name == "measured";
    const Setting setting{
        Setting::Call{name, takes_parts ? std::vector{call("wl")} : std::vector<Setting>(), {}}, {}};
    const search::MeasureMaker rules = [](const Setting&) {
      return diag::Result<search::Measure>(
          [](const derivation::Derivation& given) { return static_cast<double>(given.rules.size()); });
    };
    EXPECT_TRUE(search::make_kernel(setting, {space, rules}).ok()) << name;
  }
}

TEST(KernelSetting, MistakesWithinAKernelAreTold) {
  const ir::Space space = testing::hnb201_like();
  const auto code = [&](const Setting& setting) {
    const auto made = search::make_kernel(setting, space);
    EXPECT_FALSE(made.ok()) << setting.text();
    return made.ok() ? diag::Code{} : made.error().code;
  };
  const Setting two{Setting::List{{2.0, {}}, {1.0, {}}}, {}}, names{Setting::List{call("speed")}, {}};
  EXPECT_EQ(code(call("sum")), diag::code::E0703);
  EXPECT_EQ(code({Setting::Call{"sum", {call("wl"), call("rbf")}, {}}, {}}), diag::code::E0712);
  EXPECT_EQ(code(call("sum", {{"depth", {2.0, {}}}})), diag::code::E0703);
  EXPECT_EQ(code(call("tw", {{"lengths", two}})), diag::code::E0702);
  EXPECT_EQ(code(call("tw", {{"grams", {3.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("tw", {{"alpha", {2.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("tw", {{"tree", {1.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("tw", {{"tree", two}})), diag::code::E0702);
  EXPECT_EQ(code(call("edit", {{"shape", call("round")}})), diag::code::E0702);
  EXPECT_EQ(code(call("cost", {{"of", names}})), diag::code::E0702);
  EXPECT_EQ(code(call("nasbot", {{"places", {-1.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("string", {{"weights", call("some")}})), diag::code::E0702);
  EXPECT_EQ(code({2.0, {}}), diag::code::E0712);
}

TEST(KernelSetting, TooManyDepthsAreRefused) {
  const Setting depths{Setting::List{{2.0, {}}, {1.0, {}}, {2.0, {}}}, {}};
  const auto spec = search::read_wl(call("hwl", {{"depths", depths}}), testing::nb201_like());
  ASSERT_FALSE(spec.ok());
  EXPECT_EQ(spec.error().message(),
            "argument `depths` of `hwl` has 3 depths, but the space has 1 graphs: the whole one and 0 folded "
            "levels");
}

TEST(KernelSetting, ADepthThatIsNoWholeNumberIsRefused) {
  const auto spec = search::read_wl(call("wl", {{"depth", {1.5, {}}}}), testing::nb201_like());
  ASSERT_FALSE(spec.ok());
  EXPECT_EQ(spec.error().code, diag::code::E0702);
}

}  // namespace
}  // namespace nasg
