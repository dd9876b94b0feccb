// SPDX-License-Identifier: Apache-2.0
// The process over distances against dense formulas.
#include "search/surrogates/radial_gp.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <map>

#include "compiler/diag/codes/search.h"
#include "runtime/derivation/variation.h"
#include "search/kernels/productions.h"
#include "tests/support/spaces.h"
#include "tests/unit/surrogates/random_grams.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

std::vector<Derivation> draw(const testing::Built& built, int count) {
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  derivation::Rng rng(7);
  std::vector<Derivation> drawn;
  for (int i = 0; i < count; ++i) drawn.push_back(*variation->sample(rng));
  return drawn;
}

/// The squared Euclidean distance of two blocks, count by count.
double squared_distance(const Features& a, const Features& b, std::size_t block) {
  std::map<std::uint64_t, double> difference;
  for (auto k = a.begin[block]; k < a.begin[block + 1]; ++k)
    difference[a.counts[k].label] += a.counts[k].count;
  for (auto k = b.begin[block]; k < b.begin[block + 1]; ++k)
    difference[b.counts[k].label] -= b.counts[k].count;
  double sum = 0;
  for (const auto& [label, value] : difference) sum += value * value;
  return sum;
}

TEST(Productions, TwoCellsAreTwiceAsFarApartAsTheyHaveDifferentLetters) {
  const testing::Built built = testing::build(testing::nb201_like());
  const std::vector<Derivation> cells = draw(built, 20);
  for (const Derivation& other : cells) {
    Features a, b;
    add_productions(*built.space, cells.front(), a);
    add_productions(*built.space, other, b);
    int different = 0;
    for (std::size_t i = 0; i < other.rules.size(); ++i)
      different += other.rules[i] != cells.front().rules[i] ? 1 : 0;
    EXPECT_EQ(squared_distance(a, b, 0), 2 * different);
  }
}

TEST(Productions, BelowAnExchangedProductionNothingIsAlike) {
  const testing::Built built = testing::build(testing::let_like());
  std::vector<Features> features(4);
  for (std::size_t i = 0; i < 4; ++i)
    add_productions(*built.space, *derivation::unrank(*built.space, built.automaton, ir::BigInt(i)),
                    features[i]);
  // let b = X | let tied b = X, with X one of two: whose first rules differ share nothing.
  EXPECT_EQ(squared_distance(features[0], features[1], 0), 2);
  EXPECT_EQ(squared_distance(features[0], features[2], 0), 4);
}

/// d_t² of all pairs; the last term is of the whole graph and the productions.
Eigen::MatrixXd squares(const std::vector<Features>& a, const std::vector<Features>& b, std::size_t term) {
  Eigen::MatrixXd result(a.size(), b.size());
  const bool last = term + 1 == a.front().norms.size();
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j)
      result(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          squared_distance(a[i], b[j], term) + (last ? squared_distance(a[i], b[j], 0) : 0);
  return result;
}

Eigen::MatrixXd kernel(const std::vector<Features>& a, const std::vector<Features>& b,
                       const Eigen::VectorXd& widths, const Eigen::VectorXd& weights) {
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(a.size(), b.size());
  for (Eigen::Index t = 0; t < widths.size(); ++t)
    sum.array() += weights[t] * (-squares(a, b, static_cast<std::size_t>(t)) / widths[t]).array().exp();
  return sum;
}

TEST(RadialGp, PredictsWhatItsFormulaSays) {
  for (const auto make : {+[] { return testing::nb201_like(); }, +[] { return testing::hnb201_like(); }}) {
    const testing::Built built = testing::build(make());
    const RadialFeatures extract(*built.space);
    const std::vector<Derivation> drawn = draw(built, 26);
    const std::vector<Features> known = extract(std::span(drawn).first(20));
    const std::vector<Features> others = extract(std::span(drawn).last(6));
    derivation::Rng rng(5);
    const Eigen::VectorXd y = testing::random_matrix(20, 1, rng);
    const auto parameters = RadialGp::fit_parameters(known, y);
    ASSERT_TRUE(parameters.ok());
    EXPECT_NEAR(parameters->weights.sum(), 1, 1e-12);
    const auto process = RadialGp::make(known, y, *parameters);
    ASSERT_TRUE(process.ok());

    Eigen::VectorXd widths(parameters->weights.size());
    for (Eigen::Index t = 0; t < widths.size(); ++t)
      widths[t] = parameters->stretch * parameters->stretch *
                  squares(known, known, static_cast<std::size_t>(t)).sum() / (20 * 19);
    const Eigen::MatrixXd k = kernel(known, known, widths, parameters->weights);
    EXPECT_GT(Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(k).eigenvalues().minCoeff(), -1e-10);
    const Eigen::MatrixXd cross = kernel(known, others, widths, parameters->weights);
    const Eigen::MatrixXd a = k + std::exp(parameters->log_noise) * Eigen::MatrixXd::Identity(20, 20);
    const Eigen::VectorXd mean = cross.transpose() * a.inverse() * y;
    EXPECT_LT((process->predict(others).mean - mean).cwiseAbs().maxCoeff(), 1e-8) << built.space->name;
  }
}

TEST(RadialGp, ObservationsThatAreAllOneAreAnError) {
  const testing::Built built = testing::build(testing::nb201_like());
  const std::vector<Derivation> same(5, draw(built, 1).front());
  const auto parameters =
      RadialGp::fit_parameters(RadialFeatures(*built.space)(same), Eigen::VectorXd::Zero(5));
  ASSERT_FALSE(parameters.ok());
  EXPECT_EQ(parameters.error().code, diag::code::E0714);
}

}  // namespace
}  // namespace nasg::search
