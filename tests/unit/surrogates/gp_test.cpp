// SPDX-License-Identifier: Apache-2.0
// The fitted process: predictions against dense formulas, and what fitting finds.
#include "search/surrogates/gp.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "search/surrogates/weighted_grams.h"
#include "tests/unit/surrogates/random_grams.h"

namespace nasg::search {
namespace {

TEST(GaussianProcess, PredictsTheTextbooksMeanAndVariance) {
  derivation::Rng rng(23);
  const Eigen::MatrixXd first = testing::random_gram(20, 4, rng), second = testing::random_gram(20, 30, rng);
  const Eigen::MatrixXd train_first = first.topLeftCorner(14, 14),
                        train_second = second.topLeftCorner(14, 14);
  const Eigen::MatrixXd cross_first = first.topRightCorner(14, 6),
                        cross_second = second.topRightCorner(14, 6);
  const Eigen::VectorXd y = testing::random_matrix(14, 1, rng);
  const auto process = GaussianProcess::fit(WeightedGrams({train_first, train_second}), y, {});
  ASSERT_TRUE(process.ok());
  const Eigen::VectorXd weights = softmax(process->parameters().kernel.values);
  const Eigen::MatrixXd cross = weights[0] * cross_first + weights[1] * cross_second;
  const Prediction prediction = process->predict(cross);

  const Eigen::MatrixXd covariance = weights[0] * train_first + weights[1] * train_second +
                                     process->noise() * Eigen::MatrixXd::Identity(14, 14);
  const Eigen::VectorXd mean = cross.transpose() * covariance.inverse() * y;
  const Eigen::MatrixXd reduction = cross.transpose() * covariance.inverse() * cross;
  EXPECT_LT((prediction.mean - mean).cwiseAbs().maxCoeff(), 1e-10);
  const Eigen::VectorXd variance = process->scale() * (1 - reduction.diagonal().array());
  EXPECT_LT((prediction.variance - variance).cwiseAbs().maxCoeff(), 1e-10);
  const Eigen::MatrixXd prior =
      weights[0] * first.bottomRightCorner(6, 6) + weights[1] * second.bottomRightCorner(6, 6);
  EXPECT_LT(
      (process->covariance(cross, prior) - process->scale() * (prior - reduction)).cwiseAbs().maxCoeff(),
      1e-10);
}

TEST(GaussianProcess, LearnsWhichKernelTheTargetsFollow) {
  derivation::Rng rng(29);
  constexpr Eigen::Index kSize = 60;
  Eigen::MatrixXd points = testing::random_matrix(kSize, 3, rng);
  points.rowwise().normalize();
  const Eigen::MatrixXd matters = points * points.transpose();
  const Eigen::MatrixXd idle = testing::random_gram(kSize, 100, rng);
  Eigen::VectorXd y = points * Eigen::Vector3d(1, -2, 0.5);
  y = (y.array() - y.mean()) / std::sqrt((y.array() - y.mean()).square().mean());
  const auto learned = GaussianProcess::fit(WeightedGrams({idle, matters}), y, {});
  const auto uniform = GaussianProcess::fit(WeightedGrams({idle, matters}), y, {.learn_kernel = false});
  ASSERT_TRUE(learned.ok() && uniform.ok());
  EXPECT_GT(softmax(learned->parameters().kernel.values)[1], 0.8);
  EXPECT_GT(learned->log_likelihood(), uniform->log_likelihood() + 10);
  EXPECT_EQ(uniform->parameters().kernel.values, Eigen::Vector2d::Zero());
}

TEST(GaussianProcess, FewObservationsSayWhereTheClimbOverAllBegins) {
  derivation::Rng rng(37);
  constexpr Eigen::Index kSize = 80, kFew = 30;
  Eigen::MatrixXd points = testing::random_matrix(kSize, 3, rng);
  points.rowwise().normalize();
  const Eigen::MatrixXd matters = points * points.transpose(), idle = testing::random_gram(kSize, 100, rng);
  const Eigen::VectorXd y =
      points * Eigen::Vector3d(1, -2, 0.5) + 0.2 * testing::random_matrix(kSize, 1, rng);
  const WeightedGrams all({idle, matters});
  const WeightedGrams few({idle.topLeftCorner(kFew, kFew), matters.topLeftCorner(kFew, kFew)});
  const auto reached = [&](const GpParameters& parameters) {
    return GaussianProcess::make(all.gram(parameters.kernel), y, parameters, Scale::kLearned)
        ->log_likelihood();
  };
  const auto rough = fit_parameters(few, y.head(kFew), {});
  ASSERT_TRUE(rough.ok());
  const auto refined = refine_parameters(all, y, {}, *rough, 12), whole = fit_parameters(all, y, {});
  ASSERT_TRUE(refined.ok() && whole.ok());
  EXPECT_GT(reached(*refined), reached(*rough));
  EXPECT_GT(reached(*refined), reached(*whole) - 0.5);
}

TEST(GaussianProcess, TargetsWithoutADifferenceAreNoTrouble) {
  derivation::Rng rng(31);
  const Eigen::MatrixXd gram = testing::random_gram(5, 5, rng);
  const auto process = GaussianProcess::fit(WeightedGrams({gram}), Eigen::VectorXd::Zero(5), {});
  ASSERT_TRUE(process.ok());
  EXPECT_EQ(process->predict(gram).mean, Eigen::VectorXd::Zero(5));
}

TEST(GaussianProcess, AnObservationThatIsAppendedCountsLikeTheOthers) {
  derivation::Rng rng(43);
  constexpr Eigen::Index kAll = 140, kFirst = 60;  // across the edges of blocks
  const Eigen::MatrixXd gram = testing::random_gram(kAll + 5, 200, rng);
  const Eigen::VectorXd y = testing::random_matrix(kAll, 1, rng);
  const GpParameters parameters{{}, std::log(0.05)};
  const Eigen::MatrixXd all = gram.topLeftCorner(kAll, kAll);
  const auto whole = GaussianProcess::make(all, y, parameters, Scale::kLearned);
  auto grown =
      GaussianProcess::make(gram.topLeftCorner(kFirst, kFirst), y.head(kFirst), parameters, Scale::kLearned);
  ASSERT_TRUE(whole.ok() && grown.ok());
  for (Eigen::Index i = kFirst; i < kAll; ++i) ASSERT_TRUE(grown->append(gram.col(i).head(i)));
  grown->set_targets(y);
  EXPECT_NEAR(grown->log_likelihood(), whole->log_likelihood(), 1e-9);
  const Eigen::MatrixXd cross = gram.topRightCorner(kAll, 5);
  const Prediction one = whole->predict(cross), other = grown->predict(cross);
  EXPECT_LT((one.mean - other.mean).cwiseAbs().maxCoeff(), 1e-10);
  EXPECT_LT((one.variance - other.variance).cwiseAbs().maxCoeff(), 1e-10);
}

TEST(GaussianProcess, WhatCannotBeToldApartFromTheOthersIsNotAppended) {
  const GpParameters parameters{{}, std::log(1e-18)};
  auto process = GaussianProcess::make(Eigen::MatrixXd::Identity(3, 3), Eigen::VectorXd::Ones(3), parameters,
                                       Scale::kUnit);
  ASSERT_TRUE(process.ok());
  EXPECT_FALSE(process->append(Eigen::VectorXd::Unit(3, 1)));
  EXPECT_EQ(process->size(), 3);
}

/// Five points on a line with the kernel exp(-|a - b|) and noise 0.1, inverted by hand: the precision of an
/// Ornstein-Uhlenbeck process at equal steps is tridiagonal.
TEST(GaussianProcess, AgreesWithTheClosedFormOnFivePoints) {
  const double step = std::exp(-1.0), inner = 1 - step * step;
  Eigen::MatrixXd kernel(5, 5), precision = Eigen::MatrixXd::Zero(5, 5);
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j) kernel(i, j) = std::exp(-std::abs(i - j));
  for (int i = 0; i < 5; ++i) {
    precision(i, i) = (i == 0 || i == 4 ? 1 : 1 + step * step) / inner;
    if (i > 0) precision(i, i - 1) = precision(i - 1, i) = -step / inner;
  }
  const Eigen::VectorXd y = (Eigen::VectorXd(5) << 1, -0.5, 0.3, 2, -1).finished();
  const auto process = GaussianProcess::make(kernel, y, {{}, std::log(1e-12)}, Scale::kUnit);
  ASSERT_TRUE(process.ok());
  // At the middle of points 1 and 2 the process depends on these two alone.
  const double half = std::exp(-0.5), weight = half / (1 + step);
  Eigen::MatrixXd cross(5, 1);
  for (int i = 0; i < 5; ++i) cross(i, 0) = std::exp(-std::abs(i - 1.5));
  const Prediction prediction = process->predict(cross);
  EXPECT_NEAR(prediction.mean[0], weight * (y[1] + y[2]), 1e-9);
  EXPECT_NEAR(prediction.variance[0], 1 - 2 * weight * half, 1e-9);
  const double determinant = std::pow(inner, 4);
  EXPECT_NEAR(process->log_likelihood(),
              -0.5 * y.dot(precision * y) - 0.5 * std::log(determinant) - 2.5 * std::log(2 * M_PI), 1e-8);
}

}  // namespace
}  // namespace nasg::search
