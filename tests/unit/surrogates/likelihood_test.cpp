// SPDX-License-Identifier: Apache-2.0
// The marginal likelihood against the textbook formula, and its gradient against finite differences.
#include "search/surrogates/likelihood.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <numbers>

#include "search/surrogates/weighted_grams.h"
#include "tests/unit/surrogates/random_grams.h"

namespace nasg::search {
namespace {

struct Example {
  std::vector<Eigen::MatrixXd> matrices;
  Eigen::VectorXd y;
  GpParameters parameters;

  WeightedGrams grams() const { return WeightedGrams(matrices); }
};

Example example() {
  derivation::Rng rng(17);
  Example made;
  for (const Eigen::Index rank : {3, 6, 20}) made.matrices.push_back(testing::random_gram(15, rank, rng));
  made.y = testing::random_matrix(15, 1, rng);
  made.parameters.kernel.values = testing::random_matrix(3, 1, rng);
  made.parameters.log_noise = std::log(0.07);
  return made;
}

TEST(Likelihood, IsTheDensityOfTheTextbook) {
  const Example made = example();
  const auto at = likelihood(made.grams(), made.y, made.parameters, Scale::kUnit, false);
  ASSERT_TRUE(at.ok());
  const Eigen::VectorXd powers = made.parameters.kernel.values.array().exp();
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Identity(15, 15) * 0.07;
  for (int l = 0; l < 3; ++l)
    covariance += powers[l] / powers.sum() * made.matrices[static_cast<std::size_t>(l)];
  const double density = -0.5 * made.y.dot(covariance.inverse() * made.y) -
                         0.5 * std::log(covariance.determinant()) - 7.5 * std::log(2 * std::numbers::pi);
  EXPECT_NEAR(at->value, density, 1e-9);
  EXPECT_EQ(at->scale, 1);
}

TEST(Likelihood, TheLearnedScaleIsTheBestOne) {
  const Example made = example();
  const auto at = likelihood(made.grams(), made.y, made.parameters, Scale::kLearned, false);
  const auto unit = likelihood(made.grams(), made.y, made.parameters, Scale::kUnit, false);
  ASSERT_TRUE(at.ok() && unit.ok());
  const double fit = made.y.dot(unit->alpha);
  const double rest = unit->value + 0.5 * fit;  // what does not depend on the scale, at scale 1
  const auto posterior = [&](double scale) {
    return rest - 0.5 * fit / scale - 7.5 * std::log(scale) -
           0.5 * kScalePrior * (std::log(scale) + 1 / scale);
  };
  EXPECT_NEAR(at->value, posterior(at->scale), 1e-9);
  EXPECT_GT(posterior(at->scale), posterior(at->scale * 1.01));
  EXPECT_GT(posterior(at->scale), posterior(at->scale * 0.99));
}

TEST(Likelihood, TheGradientAgreesWithFiniteDifferences) {
  const Example made = example();
  for (const Scale scale : {Scale::kUnit, Scale::kLearned}) {
    const auto at = likelihood(made.grams(), made.y, made.parameters, scale, true);
    ASSERT_TRUE(at.ok());
    ASSERT_EQ(at->gradient.size(), 4);
    for (Eigen::Index i = 0; i < 4; ++i) {
      constexpr double kStep = 1e-5;
      GpParameters up = made.parameters, down = made.parameters;
      (i < 3 ? up.kernel.values[i] : up.log_noise) += kStep;
      (i < 3 ? down.kernel.values[i] : down.log_noise) -= kStep;
      const double slope = (likelihood(made.grams(), made.y, up, scale, false)->value -
                            likelihood(made.grams(), made.y, down, scale, false)->value) /
                           (2 * kStep);
      EXPECT_NEAR(at->gradient[i], slope, 1e-6) << "parameter " << i;
    }
  }
}

TEST(Likelihood, EqualArchitecturesWithoutNoiseAreFactoredWithJitter) {
  const Eigen::MatrixXd ones = Eigen::MatrixXd::Ones(6, 6);
  const auto factor = Factor::make(ones, 0);
  ASSERT_TRUE(factor.ok());
  EXPECT_GT(factor->jitter(), 0);
  EXPECT_LE(factor->jitter(), 1e-6);
}

TEST(Likelihood, AGramMatrixThatIsNotFiniteIsRefused) {
  Eigen::MatrixXd broken = Eigen::MatrixXd::Identity(4, 4);
  broken(1, 2) = broken(2, 1) = std::nan("");
  const auto at = likelihood(WeightedGrams({broken}), Eigen::VectorXd::Ones(4),
                             {{Eigen::VectorXd::Zero(1), {}}, -5}, Scale::kUnit, false);
  ASSERT_FALSE(at.ok());
  EXPECT_EQ(at.error().message(),
            "the Gram matrix of 4 architectures is singular, even with 0.01 added to its diagonal");
}

TEST(Likelihood, AnIndefiniteGramMatrixIsRefused) {
  Eigen::MatrixXd indefinite = Eigen::MatrixXd::Identity(4, 4);
  indefinite(0, 1) = indefinite(1, 0) = 1.5;
  EXPECT_FALSE(Factor::make(indefinite, 0.01).ok());
}

}  // namespace
}  // namespace nasg::search
