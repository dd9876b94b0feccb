// SPDX-License-Identifier: Apache-2.0
// Acquisition by draws, by entropy and by cost, against closed forms and brute force.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/variation.h"
#include "search/acquisition/acquisition.h"
#include "tests/support/spaces.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

/// Says of three candidates what it was told.
class Told final : public Surrogate {
 public:
  Told(Eigen::VectorXd mean, Eigen::MatrixXd covariance) : joint_{std::move(mean), std::move(covariance)} {}
  diag::Status fit(const Trials&, derivation::Rng) override { return diag::success(); }
  const Eigen::VectorXd& targets() const override { return targets_; }
  Prediction predict(std::span<const Derivation>) const override {
    return {joint_.mean, joint_.covariance.diagonal()};
  }
  Joint joint(std::span<const Derivation>) const override { return joint_; }
  std::string text() const override { return {}; }

 private:
  Joint joint_;
  Eigen::VectorXd targets_ = Eigen::VectorXd::Constant(1, 0.5);  // the best that was seen
};

struct Appraisals : ::testing::Test {
  Appraisals() {
    const auto variation = derivation::make_interpreter(*built.space, built.automaton);
    derivation::Rng rng(8);
    while (candidates.size() < 3) candidates.push_back(*variation->sample(rng));
  }
  Eigen::VectorXd appraised(const Acquisition& acquisition, std::uint64_t seed = 1) {
    Appraiser appraiser(*built.space, surrogate, acquisition, derivation::Rng(seed));
    const std::vector<double> promises = appraiser(candidates);
    return Eigen::Map<const Eigen::VectorXd>(promises.data(), 3);
  }
  /// Of draws under one seed after another.
  struct Moments {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
  };
  Moments moments(AcquisitionKind kind) {
    constexpr int kDraws = 20000;
    Eigen::MatrixXd draws(kDraws, 3);
    for (int i = 0; i < kDraws; ++i) draws.row(i) = appraised({kind}, static_cast<std::uint64_t>(i));
    const Eigen::VectorXd mean = draws.colwise().mean();
    const Eigen::MatrixXd centred = draws.rowwise() - mean.transpose();
    return {mean, centred.transpose() * centred / kDraws};
  }

  testing::Built built = testing::build(testing::nb201_like());
  std::vector<Derivation> candidates;
  const Eigen::VectorXd means = Eigen::Vector3d(0.2, -0.4, 1.0);
  const Eigen::MatrixXd covariance =
      (Eigen::Matrix3d() << 0.5, 0.3, 0.0, 0.3, 0.4, -0.1, 0.0, -0.1, 0.2).finished();
  Told surrogate{means, covariance};
};

// Five standard errors of 20,000 draws: 5 sqrt(variance / draws) of a mean, 5 sqrt(2 / draws) variance of a
// covariance.
constexpr double kMeanError = 0.025, kCovarianceError = 0.025;

TEST_F(Appraisals, ThompsonDrawsAllCandidatesTogether) {
  const Moments drawn = moments(AcquisitionKind::kThompson);
  EXPECT_LT((drawn.mean - means).cwiseAbs().maxCoeff(), kMeanError);
  EXPECT_LT((drawn.covariance - covariance).cwiseAbs().maxCoeff(), kCovarianceError);
}

TEST_F(Appraisals, IndependentThompsonDrawsEachByItself) {
  const Moments drawn = moments(AcquisitionKind::kIndependentThompson);
  EXPECT_LT((drawn.mean - means).cwiseAbs().maxCoeff(), kMeanError);
  const Eigen::MatrixXd apart = covariance.diagonal().asDiagonal();
  EXPECT_LT((drawn.covariance - apart).cwiseAbs().maxCoeff(), kCovarianceError);
}

TEST_F(Appraisals, TheBoundIsSoManyDeviationsAboveTheMean) {
  const Eigen::VectorXd bounds = appraised({AcquisitionKind::kUpperConfidenceBound, 1.5});
  for (Eigen::Index i = 0; i < 3; ++i) EXPECT_EQ(bounds[i], means[i] + 1.5 * std::sqrt(covariance(i, i)));
}

/// Parameters of a network, or its FLOPs.
double price(const testing::Built& built, const Derivation& derivation, Price what) {
  const ir::Cost cost = derivation::cost(*derivation::build_plan(*built.space, derivation));
  return static_cast<double>(what == Price::kFlops ? cost.flops : cost.parameters);
}

TEST_F(Appraisals, ImprovementByCostIsImprovementOverPriceToThePower) {
  for (const Price what : {Price::kParameters, Price::kFlops})
    for (const double power : {1.0, 0.5}) {
      Acquisition acquisition;
      acquisition.price = what;
      acquisition.power = power;
      const Eigen::VectorXd promises = appraised(acquisition);
      for (Eigen::Index i = 0; i < 3; ++i) {
        const double gain = expected_improvement(means[i], covariance(i, i), 0.5);
        const double paid = std::pow(price(built, candidates[static_cast<std::size_t>(i)], what), power);
        EXPECT_NEAR(promises[i], gain / paid, 1e-14 * gain);
      }
    }
}

TEST_F(Appraisals, ABoundByCostCountsAboveTheLeast) {
  Acquisition acquisition{AcquisitionKind::kUpperConfidenceBound, 0};
  acquisition.price = Price::kParameters;
  const Eigen::VectorXd promises = appraised(acquisition);
  for (Eigen::Index i = 0; i < 3; ++i) {
    const double paid = price(built, candidates[static_cast<std::size_t>(i)], Price::kParameters);
    EXPECT_NEAR(promises[i], (means[i] + 0.4) / paid, 1e-14);
  }
}

/// The entropy of N(0, 1) less that of what of it lies below `g`, by the midpoint rule.
double entropy_lost(double g) {
  constexpr int kSteps = 400000;
  const double low = -12, width = (std::min(g, 12.0) - low) / kSteps;
  const auto density = [](double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); };
  double mass = 0;
  for (int i = 0; i < kSteps; ++i) mass += width * density(low + (i + 0.5) * width);
  double entropy = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double p = density(low + (i + 0.5) * width) / mass;
    entropy -= width * p * std::log(p);
  }
  return 0.5 * std::log(2 * std::numbers::pi * std::numbers::e) - entropy;
}

TEST(MaxValueEntropy, IsTheEntropyThatTheMaximumTakes) {
  for (const double g : {-3.0, -1.0, 0.0, 0.7, 4.0}) {
    const double mean = 0.3, deviation = 0.6;
    const std::vector<double> maxima = {mean + deviation * g};
    EXPECT_NEAR(max_value_entropy(mean, deviation * deviation, maxima), entropy_lost(g), 1e-7) << g;
  }
  const std::vector<double> both = {-0.3, 0.9};
  EXPECT_NEAR(max_value_entropy(0.3, 0.36, both), 0.5 * (entropy_lost(-1) + entropy_lost(1)), 1e-7);
}

// What the formula becomes far below the mean joins what it is nearer to it.
TEST(MaxValueEntropy, IsContinuousWhereTheFormulaChanges) {
  const std::vector<double> near = {-29.9999}, far = {-30.0001};
  EXPECT_NEAR(max_value_entropy(0, 1, near), max_value_entropy(0, 1, far), 5e-5);
  EXPECT_LT(max_value_entropy(0, 1, near), max_value_entropy(0, 1, std::vector<double>{-60.0}));
  EXPECT_EQ(max_value_entropy(1, 0, near), 0);
}

// As those of so many largest draws from the candidates themselves.
TEST(MaxValueEntropy, MaximaHaveMedianAndSpreadOfTheLargestCandidate) {
  constexpr std::size_t kDraws = 40000;
  const Prediction candidates{Eigen::Vector4d(0, 0.5, 0.6, -2), Eigen::Vector4d(1, 0.25, 0.04, 4)};
  derivation::Rng rng(3);
  std::vector<double> sampled = sample_maxima(candidates, kDraws, rng), drawn;
  for (std::size_t i = 0; i < kDraws; ++i) {
    double most = -INFINITY;
    for (Eigen::Index j = 0; j < 4; ++j)
      most = std::max(most, candidates.mean[j] + std::sqrt(candidates.variance[j]) * normal(rng));
    drawn.push_back(most);
  }
  std::ranges::sort(sampled);
  std::ranges::sort(drawn);
  constexpr double kError = 0.015;  // five standard errors of a quartile of so many draws, twice
  EXPECT_NEAR(sampled[kDraws / 2], drawn[kDraws / 2], kError);
  const auto spread = [](const std::vector<double>& values) {
    return values[3 * kDraws / 4] - values[kDraws / 4];
  };
  EXPECT_NEAR(spread(sampled), spread(drawn), kError);
}

TEST_F(Appraisals, EntropyRefersToMaximaThatAreNotBelowTheBest) {
  const Eigen::VectorXd promises = appraised({AcquisitionKind::kMaxValueEntropy}, 4);
  derivation::Rng rng(4);
  std::vector<double> maxima = sample_maxima({means, covariance.diagonal()}, 16, rng);
  for (double& maximum : maxima) maximum = std::max(maximum, 0.5);
  for (Eigen::Index i = 0; i < 3; ++i)
    EXPECT_EQ(promises[i], max_value_entropy(means[i], covariance(i, i), maxima));
}

}  // namespace
}  // namespace nasg::search
