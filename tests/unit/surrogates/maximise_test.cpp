// SPDX-License-Identifier: Apache-2.0
// The climber on functions whose summits are known.
#include "search/surrogates/maximise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace nasg::search {
namespace {

Slope valley(const Eigen::VectorXd& x) {  // Rosenbrock's function, upside down
  const double a = 1 - x[0], b = x[1] - x[0] * x[0];
  return {-(a * a + 10 * b * b), Eigen::Vector2d(2 * a + 40 * x[0] * b, -20 * b)};
}

TEST(Maximise, FollowsABentValleyToItsEnd) {
  const auto summit = maximise(valley, Eigen::Vector2d(-1, 1), 60);
  ASSERT_TRUE(summit);
  EXPECT_GT(summit->value, -0.01);
}

TEST(Maximise, StopsWhereItMayNoLongerAsk) {
  int asked = 0;
  const auto counted = [&](const Eigen::VectorXd& x) {
    ++asked;
    return std::optional(valley(x));
  };
  const auto summit = maximise(counted, Eigen::Vector2d(-1, 1), 7);
  EXPECT_LE(asked, 7);
  EXPECT_GE(summit->value, valley(Eigen::Vector2d(-1, 1)).value);
}

TEST(Maximise, TurnsBackWhereTheFunctionHasNoValue) {
  const auto half = [](const Eigen::VectorXd& x) -> std::optional<Slope> {
    if (x[0] <= 0) return std::nullopt;
    return Slope{std::log(x[0]) - x[0], Eigen::VectorXd::Constant(1, 1 / x[0] - 1)};
  };
  const auto summit = maximise(half, Eigen::VectorXd::Constant(1, 0.01), 40);
  ASSERT_TRUE(summit);
  EXPECT_NEAR(summit->at[0], 1, 0.1);
  EXPECT_FALSE(maximise(half, Eigen::VectorXd::Constant(1, -1), 40));
}

}  // namespace
}  // namespace nasg::search
