// SPDX-License-Identifier: Apache-2.0
// Strategies by name: mistakes get a code, and a suggestion where one is near.
#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "tests/unit/strategies/search_helpers.h"

namespace nasg {
namespace {

using testing::call;
using testing::number;

diag::Diagnostic error_of(const ir::Setting& setting, const testing::Ground& ground) {
  const auto made = search::make_strategy(setting, ground.context());
  EXPECT_FALSE(made.ok()) << setting.text();
  return made.ok() ? diag::Diagnostic{} : made.error();
}

struct Settings : ::testing::Test {
  testing::Ground cells{testing::nb201_like()};
};

TEST_F(Settings, AnUnknownStrategySuggestsTheNearest) {
  const diag::Diagnostic error = error_of(call("evolutoin"), cells);
  EXPECT_EQ(error.message(), "no strategy is called `evolutoin`");
  ASSERT_EQ(error.fixes.size(), 1U);
  EXPECT_EQ(error.fixes[0].replacement, "evolution");
  EXPECT_EQ(error.notes.front(),
            "the strategies are `auto`, `random`, `local`, `evolution`, `assisted_evolution`, `filtered`, "
            "`te_nas`, `bo`, `batch_bo`, "
            "`bananas`, `xgb`, `halving`, `hyperband`, `asha`, `bohb`, `plugin`");
}

TEST_F(Settings, AnUnknownArgumentIsRefused) {
  for (const char* strategy : {"auto", "random", "evolution", "bo"})
    EXPECT_EQ(error_of(call(strategy, {{"temperature", number(1)}}), cells).code, diag::code::E0701);
  EXPECT_EQ(error_of(call("bo", {{"pool", call("mutation", {{"generations", number(3)}})}}), cells).code,
            diag::code::E0701);
}

TEST_F(Settings, ValuesOutOfRangeAreRefused) {
  EXPECT_EQ(error_of(call("evolution", {{"population", number(0)}}), cells).message(),
            "argument `population` of `evolution` must be 1 or more");
  EXPECT_EQ(error_of(call("evolution", {{"sample", number(0)}}), cells).code, diag::code::E0702);
  EXPECT_EQ(error_of(call("bo", {{"initial", number(0)}}), cells).code, diag::code::E0702);
  EXPECT_EQ(error_of(call("bo", {{"pool", call("evolution", {{"size", number(0)}})}}), cells).code,
            diag::code::E0702);
  EXPECT_EQ(error_of(call("bo", {{"acquisition", call("ucb", {{"beta", number(-1)}})}}), cells).code,
            diag::code::E0702);
}

TEST_F(Settings, AWayThatIsNoneOfThemIsRefused) {
  const diag::Diagnostic error = error_of(call("bo", {{"acquisition", call("eii")}}), cells);
  EXPECT_EQ(error.message(), "`acquisition` of `bo` cannot be `eii`");
  ASSERT_EQ(error.fixes.size(), 1U);
  EXPECT_EQ(error.fixes[0].replacement, "ei");
  EXPECT_EQ(error_of(call("bo", {{"target", call("logs")}}), cells).code, diag::code::E0702);
  EXPECT_EQ(error_of(call("bo", {{"pool", number(200)}}), cells).code, diag::code::E0713);
  EXPECT_EQ(error_of(call("bo", {{"pool", call("mutation", {{"random", number(2)}})}}), cells).code,
            diag::code::E0702);
  EXPECT_EQ(error_of(call("bo", {{"pool", call("local", {{"starts", number(0)}})}}), cells).code,
            diag::code::E0702);
  EXPECT_EQ(error_of(call("bo", {{"pool", call("local", {{"size", number(100)}})}}), cells).code,
            diag::code::E0701);
  EXPECT_EQ(error_of(call("bo", {{"kernel", call("rbf")}}), cells).code, diag::code::E0712);
}

TEST_F(Settings, AutoIsTheSettingOfBoThatItsHeaderNames) {
  const testing::Ground ground(testing::hnb201_like());
  const auto score = [&](const derivation::Derivation& derivation) {
    return testing::count(*ground.built.space, derivation, "conv3x3o");
  };
  const ir::Setting pairs = call("tw", {{"grams", number(2)}, {"graph", call("network")}});
  const ir::Setting sum{
      ir::Setting::Call{"sum", {call("hwl"), call("labels"), call("adjacency"), call("string"), pairs}, {}},
      {}};
  const ir::Setting pool = call("evolution", {{"size", number(100)}, {"generations", number(5)}});
  const auto said = testing::run(ground, call("bo", {{"kernel", sum}, {"pool", pool}}), score, 11, 1);
  const auto usual = testing::run(ground, call("auto"), score, 11, 1);
  ASSERT_EQ(usual.size(), 11U);
  for (std::size_t i = 0; i < usual.size(); ++i) EXPECT_EQ(usual[i].derivation, said[i].derivation) << i;
}

TEST_F(Settings, UniformDrawsNeedAFiniteSpace) {
  const testing::Ground endless(testing::endless_like(0.3));
  const ir::Setting uniform = call("random", {{"uniform", {true, {}}}});
  EXPECT_EQ(error_of(uniform, endless).code, diag::code::E0702);
  EXPECT_TRUE(search::make_strategy(uniform, cells.context()).ok());
}

TEST_F(Settings, EveryWayThatThereIsIsTaken) {
  for (const char* acquisition : {"ei", "ucb", "pi", "ts", "its", "mes"})
    for (const char* pool : {"evolution", "mutation", "random", "local"})
      for (const char* target : {"ranks", "clipped", "plain"})
        EXPECT_TRUE(search::make_strategy(call("bo", {{"acquisition", call(acquisition)},
                                                      {"pool", call(pool)},
                                                      {"target", call(target)}}),
                                          cells.context())
                        .ok());
}

}  // namespace
}  // namespace nasg
