// SPDX-License-Identifier: Apache-2.0
// Warped targets.
#include "search/surrogates/targets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace nasg::search {
namespace {

using Scores = std::vector<std::optional<double>>;

TEST(Targets, TheQuantileInvertsTheNormalDistribution) {
  for (const double p : {1e-6, 0.001, 0.3, 0.5, 0.9, 0.9995}) {
    const double back = 0.5 * std::erfc(-normal_quantile(p) / std::numbers::sqrt2);
    EXPECT_NEAR(back / p, 1, 1e-10);
  }
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-11);
}

TEST(Targets, RanksDoNotSeeHowFarATailReaches) {
  const Eigen::VectorXd near = make_targets(Scores{3.0, 1.0, 2.0, 4.0}, Warp::kRanks);
  const Eigen::VectorXd far = make_targets(Scores{3.0, -900.0, 2.0, 4.0}, Warp::kRanks);
  EXPECT_EQ(near, far);
  EXPECT_NEAR(near.mean(), 0, 1e-12);
  EXPECT_NEAR(near.squaredNorm() / 4, 1, 1e-12);
  EXPECT_LT(near[1], near[2]);
  EXPECT_LT(near[0], near[3]);
}

TEST(Targets, EqualScoresShareTheirRank) {
  const Eigen::VectorXd targets = make_targets(Scores{1.0, 2.0, 2.0, 3.0}, Warp::kRanks);
  EXPECT_EQ(targets[1], targets[2]);
  EXPECT_NEAR(targets[1], 0, 1e-12);
}

TEST(Targets, ClippingBoundsTheLowTailAlone) {
  const Eigen::VectorXd targets = make_targets(Scores{10.0, 80.0, 82.0, 84.0, 86.0}, Warp::kClipped);
  const double step = targets[3] - targets[2];
  EXPECT_NEAR(targets[2] - targets[0], 3 * step, 1e-9);  // the best lies two steps above the median
  EXPECT_NEAR(targets[2] - targets[1], step, 1e-9);
}

TEST(Targets, ATrialWithoutAScoreCountsAsTheWorst) {
  for (const Warp warp : {Warp::kRanks, Warp::kClipped, Warp::kPlain}) {
    const Eigen::VectorXd targets = make_targets(Scores{2.0, std::nullopt, 1.0, std::nan("")}, warp);
    EXPECT_EQ(targets[1], targets[2]);
    EXPECT_EQ(targets[3], targets[2]);
    EXPECT_GT(targets[0], targets[1]);
  }
}

TEST(Targets, NothingToTellApartIsZero) {
  EXPECT_EQ(make_targets(Scores{std::nullopt, std::nullopt}, Warp::kRanks), Eigen::VectorXd::Zero(2));
  EXPECT_EQ(make_targets(Scores{5.0, 5.0, 5.0}, Warp::kPlain), Eigen::VectorXd::Zero(3));
  EXPECT_EQ(make_targets(Scores{5.0}, Warp::kClipped), Eigen::VectorXd::Zero(1));
}

}  // namespace
}  // namespace nasg::search
