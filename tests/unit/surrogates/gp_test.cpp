// SPDX-License-Identifier: Apache-2.0
// The fitted process: predictions against dense formulas, and what fitting finds.
#include "search/surrogates/gp.h"

#include <gtest/gtest.h>

#include <Eigen/LU>

#include "runtime/derivation/variation.h"
#include "search/surrogates/kernel_gp.h"
#include "tests/support/spaces.h"
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
  const auto process = GaussianProcess::fit({&train_first, &train_second}, y, {});
  ASSERT_TRUE(process.ok());
  const Eigen::VectorXd weights = process->weights();
  const Eigen::MatrixXd cross = weights[0] * cross_first + weights[1] * cross_second;
  const Prediction prediction = process->predict(cross);

  const Eigen::MatrixXd covariance = weights[0] * train_first + weights[1] * train_second +
                                     process->noise() * Eigen::MatrixXd::Identity(14, 14);
  const Eigen::VectorXd mean = cross.transpose() * covariance.inverse() * y;
  const Eigen::MatrixXd reduction = cross.transpose() * covariance.inverse() * cross;
  EXPECT_LT((prediction.mean - mean).cwiseAbs().maxCoeff(), 1e-10);
  const Eigen::VectorXd variance = process->scale() * (1 - reduction.diagonal().array());
  EXPECT_LT((prediction.variance - variance).cwiseAbs().maxCoeff(), 1e-10);
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
  const auto learned = GaussianProcess::fit({&idle, &matters}, y, {});
  const auto uniform = GaussianProcess::fit({&idle, &matters}, y, {.learn_weights = false});
  ASSERT_TRUE(learned.ok() && uniform.ok());
  EXPECT_GT(learned->weights()[1], 0.8);
  EXPECT_GT(learned->log_likelihood(), uniform->log_likelihood() + 10);
  EXPECT_DOUBLE_EQ(uniform->weights()[0], 0.5);
}

TEST(GaussianProcess, TargetsWithoutADifferenceAreNoTrouble) {
  derivation::Rng rng(31);
  const Eigen::MatrixXd gram = testing::random_gram(5, 5, rng);
  const auto process = GaussianProcess::fit({&gram}, Eigen::VectorXd::Zero(5), {});
  ASSERT_TRUE(process.ok());
  EXPECT_EQ(process->predict(gram).mean, Eigen::VectorXd::Zero(5));
}

/// How many of the leaves are convolutions.
double convolutions(const ir::Space& space, const derivation::Derivation& derivation) {
  double count = 0;
  for (const ir::RuleId rule : derivation.rules) count += space[rule].head == "conv3x3o" ? 1 : 0;
  return count;
}

TEST(KernelGp, ForetellsACountOverUnseenArchitectures) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  derivation::Rng rng(37);
  std::vector<derivation::Derivation> drawn;
  Eigen::VectorXd y(120);
  for (Eigen::Index i = 0; i < 120; ++i) {
    drawn.push_back(*variation->sample(rng));
    y[i] = convolutions(*built.space, drawn.back());
  }
  const Eigen::VectorXd seen = y.head(80);
  const double mean = seen.mean(), deviation = std::sqrt((seen.array() - mean).square().mean());
  const auto kernel = read_kernel({ir::Setting::Call{"hwl", {}, {}}, {}}, *built.space);
  ASSERT_TRUE(kernel.ok());
  const FeatureExtractor extract(*built.space, kernel->shape);
  const auto surrogate = KernelGp::fit(*kernel, extract, extract(std::span(drawn).first(80)),
                                       (seen.array() - mean) / deviation, {});
  ASSERT_TRUE(surrogate.ok());
  const Prediction prediction = surrogate->predict(std::span(drawn).last(40));
  const Eigen::VectorXd a = prediction.mean.array() - prediction.mean.mean();
  const Eigen::VectorXd b = y.tail(40).array() - y.tail(40).mean();
  EXPECT_GT(a.dot(b) / (a.norm() * b.norm()), 0.6) << surrogate->text();
}

TEST(KernelGp, ALongHistoryChoosesParametersByASampleAndPredictsFromAll) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  derivation::Rng rng(41);
  std::vector<derivation::Derivation> drawn;
  Eigen::VectorXd y(300);
  for (Eigen::Index i = 0; i < 300; ++i) {
    drawn.push_back(*variation->sample(rng));
    y[i] = rng.uniform();
  }
  static_assert(KernelGp::kMostFitted == 256);
  constexpr Eigen::Index kIn = 5, kOut = 6;  // 5 * 300 / 256 = 5, 6 * 300 / 256 = 7
  const auto kernel = read_kernel({ir::Setting::Call{"hwl", {}, {}}, {}}, *built.space);
  ASSERT_TRUE(kernel.ok());
  const FeatureExtractor extract(*built.space, kernel->shape);
  const auto features = extract(drawn);
  const auto with = [&](Eigen::Index changed, double value) {
    Eigen::VectorXd targets = y;
    targets[changed] += value;
    return KernelGp::fit(*kernel, extract, features, targets, {});
  };
  const auto plain = with(kOut, 0), out = with(kOut, 3), in = with(kIn, 3);
  ASSERT_TRUE(plain.ok() && out.ok() && in.ok());
  EXPECT_EQ(plain->process().noise(), out->process().noise());
  EXPECT_NE(plain->process().noise(), in->process().noise());
  const auto at = [&](const KernelGp& surrogate) {
    return surrogate.predict(std::span(drawn).subspan(kOut, 1)).mean[0];
  };
  EXPECT_GT(at(*out), at(*plain) + 0.01);
}

}  // namespace
}  // namespace nasg::search
