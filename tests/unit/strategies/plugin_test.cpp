// SPDX-License-Identifier: Apache-2.0
// Strategies from shared objects: the example, and files that are not there.
#include <gtest/gtest.h>

#include <cstdlib>

#include "compiler/diag/codes/objectives.h"
#include "compiler/diag/codes/search.h"
#include "runtime/derivation/plan.h"
#include "search/strategies/objectives.h"
#include "tests/unit/strategies/search_helpers.h"

namespace nasg {
namespace {

using testing::call;
using testing::Ground;

ir::Setting plugin(const std::string& name) {
  return call("plugin", {{"name", ir::Setting{name, {}}}});
}

TEST(Plugin, TheExampleSearches) {
  ::setenv("NASG_PLUGINS", NASG_EXAMPLE_PLUGINS, 1);
  const Ground ground(testing::nb201_like());
  const auto score = [&](const derivation::Derivation& derivation) {
    return testing::count(*ground.built.space, derivation, "conv3x3");
  };
  const auto history = testing::run(ground, plugin("greedy"), score, 80, 3);
  ASSERT_EQ(history.size(), 80U);
  EXPECT_GE(testing::best(history), 5);
  EXPECT_EQ(testing::run(ground, plugin("greedy"), score, 80, 3).back().derivation,
            history.back().derivation);
}

TEST(Plugin, OneThatIsNotThereIsAnError) {
  ::setenv("NASG_PLUGINS", NASG_EXAMPLE_PLUGINS, 1);
  const Ground ground(testing::nb201_like());
  const auto made = search::make_strategy(plugin("nowhere"), ground.context());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, diag::code::E0720);
  EXPECT_NE(made.error().message().find("libnowhere.so is in none of"), std::string::npos);
}

TEST(Plugin, TheExampleOfAnObjectiveCountsConvolutions) {
  ::setenv("NASG_PLUGINS", NASG_EXAMPLE_PLUGINS, 1);
  const Ground ground(testing::nb201_like());
  // Two convolutions side by side, one after one of them.
  const auto build_plan = [](const derivation::Derivation&) {
    derivation::PlanBuilder builder({4, 8, 8});
    const std::vector<ir::Scalar> conv = {std::int64_t{4}, std::int64_t{3}, std::int64_t{1}, std::int64_t{1},
                                          std::int64_t{1}, std::int64_t{1}, std::int64_t{0}};
    const auto once = builder.layer(ir::LayerKind::kConv2d, conv, builder.input());
    const derivation::ValueId branches[] = {builder.layer(ir::LayerKind::kConv2d, conv, once),
                                            builder.layer(ir::LayerKind::kConv2d, conv, builder.input())};
    return std::move(builder).finish(builder.merge(ir::MergeKind::kAdd, branches));
  };
  const search::ObjectiveContext context{*ground.built.space, ground.built.automaton, build_plan, {}};
  const auto objective = search::make_objective(plugin("chain"), context);
  ASSERT_TRUE(objective.ok()) << objective.error().message();
  EXPECT_FALSE((*objective)->maximises());
  const training::Evaluation evaluation = (*objective)->evaluate({}, {});
  EXPECT_EQ(evaluation.value, 2);
  EXPECT_EQ(evaluation.metrics.at("steps"), 4);
  const auto missing = search::make_objective(plugin("nowhere"), context);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, diag::code::E0650);
}

}  // namespace
}  // namespace nasg
