// SPDX-License-Identifier: Apache-2.0
// Reports on surrogates, against surrogates whose answers are known.
#include "search/surrogates/regression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "search/surrogates/target_scale.h"

namespace nasg::search {
namespace {

TEST(TargetScale, GoesStraightBetweenTrials) {
  const std::vector<double> values{10, 30, 20};
  const TargetScale scale(values, Eigen::Vector3d(-1, 2, 0));
  EXPECT_DOUBLE_EQ(scale.target(20), 0);
  EXPECT_DOUBLE_EQ(scale.target(15), -0.5);
  EXPECT_DOUBLE_EQ(scale.target(25), 1);
  EXPECT_DOUBLE_EQ(scale.value(-0.5), 15);
  EXPECT_DOUBLE_EQ(scale.value(2), 30);
}

TEST(TargetScale, GoesOnByTheLesserSlope) {
  const std::vector<double> values{10, 29, 30};  // slopes 1/19 and 1, 2/20 over all
  const TargetScale scale(values, Eigen::Vector3d(-1, 0, 1));
  EXPECT_DOUBLE_EQ(scale.target(40), 2) << "not 11";
  EXPECT_DOUBLE_EQ(scale.target(-9), -2);
  EXPECT_DOUBLE_EQ(scale.value(2), 31) << "not 40";
  EXPECT_DOUBLE_EQ(scale.value(-2), 0) << "not -9";
}

TEST(TargetScale, ValuesOfOneTargetStandForTheGreatest) {
  const std::vector<double> values{1, 5, 9, 5};
  const TargetScale scale(values, Eigen::Vector4d(0, 0, 2, 0));
  EXPECT_DOUBLE_EQ(scale.value(0), 5);
  EXPECT_DOUBLE_EQ(scale.value(1), 7);
}

TEST(TargetScale, ASingleValueIsAllThereIs) {
  const std::vector<double> values{7, 7};
  const TargetScale scale(values, Eigen::Vector2d(0, 0));
  EXPECT_DOUBLE_EQ(scale.target(100), 0);
  EXPECT_DOUBLE_EQ(scale.value(3), 7);
}

/// Foretells a straight line in the number of the architecture, which it reads off the first rule.
class Line final : public Surrogate {
 public:
  Line(double slope, double variance, double noise) : slope_(slope), variance_(variance), noise_(noise) {}
  diag::Status fit(const Trials& trials, derivation::Rng) override {
    targets_ = make_targets(trials.scores, Warp::kPlain);
    return diag::success();
  }
  const Eigen::VectorXd& targets() const override { return targets_; }
  Prediction predict(std::span<const derivation::Derivation> candidates) const override {
    Prediction prediction{Eigen::VectorXd(static_cast<Eigen::Index>(candidates.size())), {}};
    for (std::size_t i = 0; i < candidates.size(); ++i)
      prediction.mean[static_cast<Eigen::Index>(i)] = slope_ * candidates[i].rules.front().value;
    prediction.variance = Eigen::VectorXd::Constant(prediction.mean.size(), variance_);
    return prediction;
  }
  double noise() const override { return noise_; }
  std::string text() const override { return "line"; }

 private:
  double slope_, variance_, noise_;
  Eigen::VectorXd targets_;
};

/// Values -1 and 1, whose targets are themselves, to learn from; then 0, 1, 2, 3 to be foretold.
Sample line() {
  Sample sample;
  for (const std::uint32_t number : {0U, 0U, 0U, 1U, 2U, 3U}) {
    derivation::Derivation derivation;
    derivation.rules.push_back(ir::RuleId(number));
    sample.derivations.push_back(derivation);
  }
  sample.values = {-1, 1, 0, 1, 2, 3};
  return sample;
}

TEST(Regression, APerfectSurrogateHasNoErrorAndTheLikelihoodOfItsVariance) {
  Line surrogate(1, 0.25, 0.75);
  const auto scores = score_regression(surrogate, line(), 2, 4, derivation::Rng(1));
  ASSERT_TRUE(scores.ok());
  EXPECT_DOUBLE_EQ(scores->tau, 1);
  EXPECT_NEAR(scores->error, 0, 1e-15);
  EXPECT_NEAR(scores->log_likelihood, -0.5 * std::log(2 * std::numbers::pi), 1e-12) << "variance and noise";
  EXPECT_DOUBLE_EQ(scores->half, 1);
  EXPECT_DOUBLE_EQ(scores->most, 1);
}

TEST(Regression, AMistakenSurrogateIsFoundOut) {
  Line surrogate(-1, 1, 0);
  const auto scores = score_regression(surrogate, line(), 2, 4, derivation::Rng(1));
  ASSERT_TRUE(scores.ok());
  EXPECT_DOUBLE_EQ(scores->tau, -1);
  EXPECT_DOUBLE_EQ(scores->error, 3) << "0, 2, 4 and 6";
  EXPECT_NEAR(scores->log_likelihood, -0.5 * std::log(2 * std::numbers::pi) - 0.5 * 56 / 4, 1e-12);
  EXPECT_DOUBLE_EQ(scores->half, 0.25) << "only the first";
  EXPECT_DOUBLE_EQ(scores->most, 0.25);
}

TEST(Regression, ASurrogateThatKnowsNoDoubtIsHeldToTheLeastVariance) {
  Line surrogate(1, 0, 0);
  const auto scores = score_regression(surrogate, line(), 2, 4, derivation::Rng(1));
  ASSERT_TRUE(scores.ok());
  EXPECT_NEAR(scores->log_likelihood, -0.5 * std::log(2 * std::numbers::pi * kLeastVariance), 1e-12);
}

}  // namespace
}  // namespace nasg::search
