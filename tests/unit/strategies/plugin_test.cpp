// SPDX-License-Identifier: Apache-2.0
// Strategies from shared objects: the example, and files that are not there.
#include <gtest/gtest.h>

#include <cstdlib>

#include "compiler/diag/codes/search.h"
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

}  // namespace
}  // namespace nasg
