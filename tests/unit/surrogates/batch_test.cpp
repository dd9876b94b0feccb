// SPDX-License-Identifier: Apache-2.0
// Batches: k-DPP draws against enumeration, conditioning against formulas, penalties.
#include "search/acquisition/batch.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "search/acquisition/kdpp.h"
#include "tests/unit/surrogates/random_grams.h"

namespace nasg::search {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Set = std::vector<std::size_t>;

/// All sets of three out of ten with their probabilities.
std::map<Set, double> enumerate(const MatrixXd& kernel) {
  std::map<Set, double> weights;
  double total = 0;
  for (std::size_t a = 0; a < 10; ++a)
    for (std::size_t b = a + 1; b < 10; ++b)
      for (std::size_t c = b + 1; c < 10; ++c) {
        const std::vector<Eigen::Index> at = {static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b),
                                              static_cast<Eigen::Index>(c)};
        const MatrixXd block = kernel(at, at);
        total += weights[{a, b, c}] = std::max(block.determinant(), 0.0);
      }
  for (auto& [set, weight] : weights) weight /= total;
  return weights;
}

TEST(Kdpp, DrawsSetsOfThreeOutOfTenByTheirDeterminants) {
  derivation::Rng rng(3);
  const MatrixXd similarity = testing::random_gram(10, 5, rng);
  const VectorXd mean = testing::random_matrix(10, 1, rng);
  const MatrixXd kernel = quality_kernel(mean, similarity, 1);
  const std::map<Set, double> expected = enumerate(kernel);
  ASSERT_EQ(expected.size(), 120U);
  constexpr int kDraws = 40000;
  std::map<Set, int> counts;
  for (int i = 0; i < kDraws; ++i) {
    Set drawn = sample_kdpp(kernel, 3, rng);
    std::sort(drawn.begin(), drawn.end());
    ++counts[drawn];
  }
  double chi_square = 0;
  int cells = 0;
  for (const auto& [set, probability] : expected) {
    if (probability * kDraws < 5) continue;
    const double away = counts[set] - probability * kDraws;
    chi_square += away * away / (probability * kDraws);
    ++cells;
  }
  EXPECT_GT(cells, 80);
  EXPECT_LT(chi_square, cells + 4 * std::sqrt(2.0 * cells));  // four standard deviations
}

TEST(Kdpp, AKernelOfLowRankGivesAsManyItemsAsItHasRanks) {
  derivation::Rng rng(5);
  const MatrixXd kernel = testing::random_gram(12, 2, rng);
  EXPECT_EQ(sample_kdpp(kernel, 5, rng).size(), 2U);
  EXPECT_TRUE(sample_kdpp(MatrixXd::Zero(4, 4), 2, rng).empty());
}

TEST(Kdpp, NeitherLargeNorSmallKernelsRunOver) {
  derivation::Rng rng(7);
  for (const double scale : {1e-200, 1.0, 1e200}) {
    const Set drawn = sample_kdpp(scale * MatrixXd::Identity(60, 60), 30, rng);
    EXPECT_EQ(std::set<std::size_t>(drawn.begin(), drawn.end()).size(), 30U) << scale;
  }
}

struct Pool {
  Pool() {
    derivation::Rng rng(11);
    joint.covariance = testing::random_gram(20, 6, rng) + 0.01 * MatrixXd::Identity(20, 20);
    joint.mean = testing::random_matrix(20, 1, rng);
  }
  Set choose(BatchOptions options, std::size_t size, std::uint64_t seed = 1) const {
    return choose_batch(joint, targets, {}, options, size, derivation::Rng(seed));
  }
  Joint joint;
  VectorXd targets = VectorXd::LinSpaced(7, -1.5, 0.8);
};

TEST(Batch, EveryRuleGivesDifferentCandidatesAndTheSameUnderTheSameSeed) {
  const Pool pool;
  for (const BatchRule rule :
       {BatchRule::kTop, BatchRule::kKdpp, BatchRule::kPenalised, BatchRule::kBeliever, BatchRule::kLiar}) {
    const Set chosen = pool.choose({.rule = rule}, 8);
    EXPECT_EQ(std::set<std::size_t>(chosen.begin(), chosen.end()).size(), 8U);
    EXPECT_EQ(chosen, pool.choose({.rule = rule}, 8));
    EXPECT_EQ(pool.choose({.rule = rule}, 50).size(), 20U);
  }
  EXPECT_NE(pool.choose({.rule = BatchRule::kKdpp}, 8, 1), pool.choose({.rule = BatchRule::kKdpp}, 8, 2));
}

TEST(Batch, DrawsTakeEachCandidateAsOftenAsItIsTheBest) {
  Joint joint{VectorXd::Zero(3), MatrixXd::Identity(3, 3)};
  joint.mean[2] = 1;
  joint.covariance(0, 1) = joint.covariance(1, 0) = 0.8;
  // P(the first is the greatest), integrated over its value x: of φ(x) Φ(x / 3) Φ(x - 1) where the second is
  // N(0.8 x, 0.36), and of φ(x) Φ(x) Φ(x - 1) where it is independent.
  const auto share = [&](AcquisitionKind kind) {
    int counts = 0;
    constexpr int kDraws = 20000;
    for (std::uint64_t seed = 0; seed < kDraws; ++seed) {
      const Set chosen =
          choose_batch(joint, VectorXd::Zero(2), {kind}, {.rule = BatchRule::kTop}, 1, derivation::Rng(seed));
      if (chosen == Set{0}) ++counts;
    }
    return counts / static_cast<double>(kDraws);
  };
  EXPECT_NEAR(share(AcquisitionKind::kThompson), 0.147707, 4 * 0.0026);
  EXPECT_NEAR(share(AcquisitionKind::kIndependentThompson), 0.183149, 4 * 0.0028);
}

TEST(Batch, DrawsFillABatchWithDifferentCandidates) {
  const Pool pool;
  for (const AcquisitionKind kind : {AcquisitionKind::kThompson, AcquisitionKind::kIndependentThompson}) {
    const Set chosen =
        choose_batch(pool.joint, pool.targets, {kind}, {.rule = BatchRule::kTop}, 50, derivation::Rng(1));
    EXPECT_EQ(std::set<std::size_t>(chosen.begin(), chosen.end()).size(), 20U);
    EXPECT_EQ(chosen, choose_batch(pool.joint, pool.targets, {kind}, {.rule = BatchRule::kTop}, 50,
                                   derivation::Rng(1)));
  }
}

/// The posterior of the pool given values at some of its members, by the textbook.
Joint condition(const Joint& joint, const std::vector<Eigen::Index>& at, const VectorXd& values,
                double noise) {
  const MatrixXd between = joint.covariance(Eigen::all, at);
  const auto count = static_cast<Eigen::Index>(at.size());
  const MatrixXd block = joint.covariance(at, at) + noise * MatrixXd::Identity(count, count);
  const MatrixXd gain = between * block.inverse();
  return {joint.mean + gain * (values - joint.mean(at)), joint.covariance - gain * between.transpose()};
}

std::size_t best_of(const Joint& joint, double best, const Set& taken) {
  std::size_t at = 0;
  double most = -1;
  for (std::size_t i = 0; i < 20; ++i) {
    const auto index = static_cast<Eigen::Index>(i);
    const double promise = expected_improvement(joint.mean[index], joint.covariance(index, index), best);
    if (std::find(taken.begin(), taken.end(), i) != taken.end() || promise <= most) continue;
    at = i;
    most = promise;
  }
  return at;
}

TEST(Batch, BelieverAndLiarGoOnFromTheConditionedPool) {
  const Pool pool;
  const double best = pool.targets.maxCoeff(), noise = BatchOptions().noise;
  for (const bool lies : {false, true}) {
    const double lie = pool.targets.mean();
    const Set chosen = pool.choose(lies ? BatchOptions{.rule = BatchRule::kLiar, .lie = Lie::kMean}
                                        : BatchOptions{.rule = BatchRule::kBeliever},
                                   3);
    ASSERT_EQ(chosen[0], best_of(pool.joint, best, {}));
    std::vector<Eigen::Index> at = {static_cast<Eigen::Index>(chosen[0])};
    VectorXd values = VectorXd::Constant(1, lies ? lie : pool.joint.mean[at[0]]);
    const Joint second = condition(pool.joint, at, values, noise);
    const double best_then = std::max(best, values[0]);
    ASSERT_EQ(chosen[1], best_of(second, best_then, {chosen[0]}));
    at.push_back(static_cast<Eigen::Index>(chosen[1]));
    values.conservativeResize(2);
    values[1] = lies ? lie : second.mean[at[1]];
    const Joint third = condition(pool.joint, at, values, noise);
    EXPECT_EQ(chosen[2], best_of(third, std::max(best_then, values[1]), {chosen[0], chosen[1]}));
  }
}

TEST(Batch, APenaltyKeepsAwayFromWhatIsAlikeAndTopDoesNot) {
  Joint joint;
  joint.mean = (VectorXd(3) << 1, 0.99, 0.9).finished();
  joint.covariance = MatrixXd::Identity(3, 3) * 0.2;
  joint.covariance(0, 1) = joint.covariance(1, 0) = 0.1999;
  const VectorXd targets = VectorXd::LinSpaced(5, -1, 1);
  const auto choose = [&](BatchRule rule) {
    return choose_batch(joint, targets, {}, {.rule = rule}, 2, derivation::Rng(1));
  };
  EXPECT_EQ(choose(BatchRule::kTop), (Set{0, 1}));
  EXPECT_EQ(choose(BatchRule::kPenalised), (Set{0, 2}));
  EXPECT_EQ(choose(BatchRule::kBeliever), (Set{0, 2}));
}

TEST(Acquisition, EntropyOfTheMaximumIsWhatItsIntegralSays) {
  // f below the maximum m has the entropy log(√(2πe) s Φ(g)) - g φ(g) / (2 Φ(g)); f itself log(√(2πe) s).
  const double mean = 0.3, deviation = 0.7, maximum = 0.9;
  double mass = 0, entropy = 0;
  constexpr int kSteps = 200000;
  const auto density = [&](double f) {
    const double z = (f - mean) / deviation;
    return std::exp(-0.5 * z * z) / (deviation * std::sqrt(2 * M_PI));
  };
  const double low = mean - 10 * deviation, width = (maximum - low) / kSteps;
  for (int i = 0; i < kSteps; ++i) mass += density(low + (i + 0.5) * width) * width;
  for (int i = 0; i < kSteps; ++i) {
    const double p = density(low + (i + 0.5) * width) / mass;
    if (p > 0) entropy -= p * std::log(p) * width;
  }
  const double before = std::log(std::sqrt(2 * M_PI * M_E) * deviation);
  EXPECT_NEAR(max_value_entropy(mean, deviation * deviation, std::vector{maximum}), before - entropy, 1e-6);
  EXPECT_EQ(max_value_entropy(mean, 0, std::vector{maximum}), 0);
  const double far = max_value_entropy(40, 1, std::vector{0.0}),
               near = max_value_entropy(29.99, 1, std::vector{0.0});
  EXPECT_GT(far, near);
  EXPECT_NEAR(near, max_value_entropy(30.01, 1, std::vector{0.0}), 2e-3);
}

TEST(Acquisition, SampledMaximaHaveTheQuartilesOfTheTrueMaximum) {
  derivation::Rng rng(13);
  Prediction candidates{testing::random_matrix(50, 1, rng), VectorXd::Constant(50, 0.3)};
  std::vector<double> sampled = sample_maxima(candidates, 20000, rng), drawn;
  for (int i = 0; i < 20000; ++i) {
    double most = -INFINITY;
    for (const double mean : candidates.mean) most = std::max(most, mean + std::sqrt(0.3) * normal(rng));
    drawn.push_back(most);
  }
  std::sort(sampled.begin(), sampled.end());
  std::sort(drawn.begin(), drawn.end());
  for (const std::size_t quartile : {5000U, 10000U, 15000U})
    EXPECT_NEAR(sampled[quartile], drawn[quartile], 0.02);
}

TEST(Acquisition, DrawsHaveTheCovarianceOfThePosterior) {
  derivation::Rng rng(17);
  Joint joint{VectorXd::LinSpaced(3, 0, 1), testing::random_gram(3, 3, rng)};
  MatrixXd sum = MatrixXd::Zero(3, 3);
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const VectorXd away = draw(joint, rng) - joint.mean;
    sum += away * away.transpose() / kDraws;
  }
  EXPECT_LT((sum - joint.covariance).cwiseAbs().maxCoeff(), 0.04);
}

}  // namespace
}  // namespace nasg::search
