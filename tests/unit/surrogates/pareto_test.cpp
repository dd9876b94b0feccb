// SPDX-License-Identifier: Apache-2.0
// Pareto fronts: dominance, volumes against counting, expected growth against draws.
#include "search/acquisition/pareto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/surrogates/targets.h"

namespace nasg::search {
namespace {

using ::testing::ElementsAre;

Eigen::MatrixXd rows(std::initializer_list<std::initializer_list<double>> values) {
  return Eigen::MatrixXd(values);
}

/// How many cells of a unit grid over [0, 8]^d lie below a point: whole coordinates make it exact.
double counted(const Eigen::MatrixXd& points) {
  constexpr int kSide = 8;
  const Eigen::Index d = points.cols();
  double count = 0;
  for (int code = 0; code < std::pow(kSide, d); ++code) {
    Eigen::RowVectorXd upper(d);
    for (int k = 0, rest = code; k < d; ++k, rest /= kSide) upper[k] = rest % kSide + 1;
    bool covered = false;
    for (Eigen::Index i = 0; i < points.rows(); ++i)
      covered = covered || (points.row(i).array() >= upper.array()).all();
    count += covered ? 1 : 0;
  }
  return count;
}

Eigen::MatrixXd random_points(Eigen::Index count, Eigen::Index d, derivation::Rng& rng) {
  Eigen::MatrixXd points(count, d);
  for (double& entry : points.reshaped()) entry = static_cast<double>(rng.below(9));
  return points;
}

TEST(ParetoFront, HoldsWhatNothingDominatesAndOneOfEquals) {
  EXPECT_THAT(pareto_front(rows({{1, 5}, {3, 3}, {2, 2}, {3, 3}, {5, 1}, {1, 4}})), ElementsAre(0, 1, 4));
  EXPECT_THAT(pareto_front(rows({{1, 1, 1}, {1, 1, 2}, {0, 3, 0}})), ElementsAre(1, 2));
  EXPECT_THAT(pareto_front(Eigen::MatrixXd(0, 2)), ElementsAre());
}

TEST(Hypervolume, IsThatOfTheCellsBelowTheFront) {
  derivation::Rng rng(3);
  for (const Eigen::Index d : {2, 3, 4})
    for (int i = 0; i < 20; ++i) {
      const Eigen::MatrixXd points = random_points(1 + static_cast<Eigen::Index>(rng.below(7)), d, rng);
      EXPECT_DOUBLE_EQ(Hypervolume(points, Eigen::VectorXd::Zero(d)).value(), counted(points)) << points;
    }
}

TEST(Hypervolume, ACertainPointAddsWhatItsVolumeAdds) {
  derivation::Rng rng(4);
  for (const Eigen::Index d : {2, 3})
    for (int i = 0; i < 50; ++i) {
      const Eigen::MatrixXd points = random_points(5, d, rng);
      const Eigen::MatrixXd candidate = random_points(1, d, rng);
      Eigen::MatrixXd both(6, d);
      both << points, candidate;
      const Hypervolume front(points, Eigen::VectorXd::Zero(d));
      EXPECT_NEAR(front.expected_improvement(candidate.transpose(), Eigen::VectorXd::Zero(d)),
                  counted(both) - counted(points), 1e-9);
    }
}

TEST(Hypervolume, ExpectedGrowthIsTheMeanOverDraws) {
  derivation::Rng rng(5);
  for (const Eigen::Index d : {2, 3}) {
    const Eigen::MatrixXd points = random_points(5, d, rng);
    const Eigen::VectorXd reference = Eigen::VectorXd::Zero(d);
    const Hypervolume front(points, reference);
    const Eigen::VectorXd mean = Eigen::VectorXd::LinSpaced(d, 4, 6);
    const Eigen::VectorXd variance = Eigen::VectorXd::LinSpaced(d, 2, 5);
    constexpr int kDraws = 20000;
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      Eigen::MatrixXd both(6, d);
      both.topRows(5) = points;
      for (Eigen::Index k = 0; k < d; ++k) both(5, k) = mean[k] + std::sqrt(variance[k]) * normal(rng);
      const double growth = Hypervolume(both, reference).value() - front.value();
      sum += growth;
      squares += growth * growth;
    }
    const double average = sum / kDraws;
    const double error = std::sqrt((squares / kDraws - average * average) / kDraws);
    EXPECT_NEAR(front.expected_improvement(mean, variance), average, 4 * error);
    EXPECT_GT(average, 10 * error);  // or the test could not fail
  }
}

TEST(Hypervolume, PointsBelowTheReferenceCountForNothing) {
  EXPECT_EQ(Hypervolume(rows({{-1, 5}, {5, 0}}), Eigen::Vector2d(0, 0)).value(), 0);
}

TEST(Hypervolume, TheReferenceLiesATenthOfTheRangeBelow) {
  EXPECT_EQ(reference_below(rows({{0, 10}, {20, 0}})), Eigen::Vector2d(-2, -1));
  EXPECT_EQ(reference_below(rows({{3, 4}})), Eigen::Vector2d(2, 3));
}

}  // namespace
}  // namespace nasg::search
