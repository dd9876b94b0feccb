// SPDX-License-Identifier: Apache-2.0
// Forests, boosted trees and networks: what they learn, and that they do so again.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "compiler/diag/codes/search.h"
#include "runtime/derivation/variation.h"
#include "search/surrogates/boosted_backend.h"
#include "search/surrogates/perceptron.h"
#include "search/surrogates/scoring.h"
#include "search/surrogates/surrogate.h"
#include "tests/support/spaces.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

ir::Setting call(const std::string& name, std::vector<ir::Setting::Named> named = {}) {
  return {ir::Setting::Call{name, {}, std::move(named)}, {}};
}

std::vector<ir::Setting> predictors() {
  return {call("forest"), call("xgb"), call("xgb", {{"objective", call("ranking")}, {"members", {2.0, {}}}}),
          call("ensemble", {{"layers", {3.0, {}}}, {"epochs", {80.0, {}}}})};
}

/// Cells whose score is a count of operations, the ones on later edges weighing more.
struct Cells {
  Cells() {
    const auto variation = derivation::make_interpreter(*built.space, built.automaton);
    derivation::Rng rng(3);
    for (int i = 0; i < 160; ++i) {
      derivations.push_back(*variation->sample(rng));
      double score = 0;
      for (std::size_t p = 1; p < derivations.back().rules.size(); ++p)
        if ((*built.space)[derivations.back().rules[p]].head == "conv3x3") score += static_cast<double>(p);
      scores.push_back(score);
    }
  }
  Trials training() const { return {std::span(derivations).first(100), std::span(scores).first(100)}; }
  std::span<const Derivation> rest() const { return std::span(derivations).subspan(100); }
  testing::Built built = testing::build(testing::nb201_like());
  std::vector<Derivation> derivations;
  std::vector<std::optional<double>> scores;
};

/// Whether the surrogate can be used here: boosted trees need their library.
bool fits(Surrogate& surrogate, const Trials& trials, std::uint64_t seed) {
  const diag::Status status = surrogate.fit(trials, derivation::Rng(seed));
  if (!status) {
    EXPECT_EQ(status.error().code, diag::code::E0718) << status.error().message();
  }
  return status.ok();
}

TEST(Predictors, RankWhatTheyHaveNotSeen) {
  const Cells cells;
  Eigen::VectorXd expected(60);
  for (Eigen::Index i = 0; i < 60; ++i) expected[i] = *cells.scores[100 + static_cast<std::size_t>(i)];
  for (const ir::Setting& setting : predictors()) {
    auto surrogate = make_surrogate(setting, *cells.built.space);
    ASSERT_TRUE(surrogate.ok()) << setting.text();
    if (!fits(**surrogate, cells.training(), 1)) continue;
    const Prediction prediction = (*surrogate)->predict(cells.rest());
    EXPECT_GT(kendall_tau(prediction.mean, expected), 0.5) << setting.text();
    EXPECT_GE(prediction.variance.minCoeff(), 0) << setting.text();
    EXPECT_GT(prediction.variance.maxCoeff(), 0) << setting.text();
    EXPECT_EQ((*surrogate)->joint(cells.rest()).mean, prediction.mean);
    EXPECT_FALSE((*surrogate)->text().empty());
  }
}

TEST(Predictors, AreAFunctionOfTrialsAndSeed) {
  const Cells cells;
  for (const ir::Setting& setting : predictors()) {
    auto one = make_surrogate(setting, *cells.built.space),
         other = make_surrogate(setting, *cells.built.space);
    if (!fits(**one, cells.training(), 2)) continue;
    ASSERT_TRUE(
        fits(**other, {cells.training().derivations.first(20), cells.training().scores.first(20)}, 1));
    ASSERT_TRUE(fits(**other, cells.training(), 2));
    EXPECT_EQ((*one)->predict(cells.rest()).mean, (*other)->predict(cells.rest()).mean) << setting.text();
    ASSERT_TRUE(fits(**other, cells.training(), 3));
    EXPECT_NE((*one)->predict(cells.rest()).mean, (*other)->predict(cells.rest()).mean) << setting.text();
  }
}

TEST(Predictors, OneTrialAndTargetsWithoutADifferenceAreNoTrouble) {
  const Cells cells;
  const std::vector<std::optional<double>> nothing(100);
  for (const ir::Setting& setting : predictors()) {
    auto surrogate = make_surrogate(setting, *cells.built.space);
    if (!fits(**surrogate, {cells.training().derivations.first(1), cells.training().scores.first(1)}, 1))
      continue;
    EXPECT_TRUE((*surrogate)->predict(cells.rest()).mean.allFinite()) << setting.text();
    ASSERT_TRUE(fits(**surrogate, {cells.training().derivations, nothing}, 1));
    EXPECT_TRUE((*surrogate)->predict(cells.rest()).mean.allFinite()) << setting.text();
  }
}

TEST(Predictors, WhatXgboostRefusesIsTold) {
  const auto backend = boosted_backend();
  if (!backend) GTEST_SKIP() << backend.error().message();
  Rows rows = Rows::Ones(4, 2);
  rows(2, 1) = std::numeric_limits<float>::infinity();
  const auto model = (*backend)->train(rows, Eigen::VectorXf::LinSpaced(4, 0, 1), {});
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code, diag::code::E0719);
  EXPECT_NE(model.error().message().find("inf"), std::string::npos) << model.error().message();
}

TEST(Predictors, MistakesAreToldByCode) {
  const ir::Space space = testing::nb201_like();
  const auto code = [&](const ir::Setting& setting) {
    const auto made = make_surrogate(setting, space);
    EXPECT_FALSE(made.ok()) << setting.text();
    return made.ok() ? diag::Code{} : made.error().code;
  };
  EXPECT_EQ(code(call("forest", {{"trees", {0.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("forest", {{"encoding", call("paths")}})), diag::code::E0716);
  EXPECT_EQ(code(call("xgb", {{"objective", call("order")}})), diag::code::E0702);
  EXPECT_EQ(code(call("xgb", {{"rate", {2.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("ensemble", {{"loss", call("mape")}})), diag::code::E0702);
  EXPECT_EQ(code(call("ensemble", {{"members", {0.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("ensemble", {{"momentum", {0.0, {}}}})), diag::code::E0701);
}

TEST(Perceptron, TheGradientAgreesWithFiniteDifferences) {
  derivation::Rng rng(5);
  const PerceptronOptions options{.layers = 2, .width = 4};
  Perceptron network(3, options, rng);
  Eigen::MatrixXf inputs(3, 6);
  Eigen::VectorXf targets(6);
  for (float& entry : inputs.reshaped()) entry = static_cast<float>(rng.uniform() - 0.5);
  for (float& entry : targets) entry = static_cast<float>(rng.uniform() - 0.5);
  for (const bool absolute : {false, true}) {
    std::vector<Perceptron::Layer> gradient, unused;
    network.gradient(inputs, targets, absolute, gradient);
    for (std::size_t l = 0; l < 3; ++l)
      for (Eigen::Index i = 0; i < gradient[l].weights.size(); ++i) {
        constexpr float kStep = 1e-2F;  // losses are of single precision, and nearly linear in a step
        float& weight = network.layers()[l].weights.reshaped()[i];
        const float before = weight;
        weight = before + kStep;
        const float up = network.gradient(inputs, targets, absolute, unused);
        weight = before - kStep;
        const float down = network.gradient(inputs, targets, absolute, unused);
        weight = before;
        EXPECT_NEAR(gradient[l].weights.reshaped()[i], (up - down) / (2 * kStep), 2e-3) << l << " " << i;
      }
  }
}

TEST(Scoring, TauCountsPairsInOrder) {
  const Eigen::VectorXd a = (Eigen::VectorXd(4) << 1, 2, 3, 4).finished();
  EXPECT_EQ(kendall_tau(a, a), 1);
  EXPECT_EQ(kendall_tau(a, -a), -1);
  EXPECT_NEAR(kendall_tau(a, (Eigen::VectorXd(4) << 1, 3, 2, 4).finished()), 4.0 / 6, 1e-15);
  EXPECT_NEAR(kendall_tau(a, (Eigen::VectorXd(4) << 1, 1, 2, 2).finished()), 4 / std::sqrt(6.0 * 4), 1e-15);
  EXPECT_EQ(kendall_tau(a, Eigen::VectorXd::Ones(4)), 0);
}

TEST(Scoring, CoverageAndLikelihoodAreThoseOfTheNormalDistribution) {
  const Eigen::VectorXd values = (Eigen::VectorXd(4) << -2, -0.5, 0.5, 2).finished();
  const Eigen::VectorXd zeros = Eigen::VectorXd::Zero(4), ones = Eigen::VectorXd::Ones(4);
  EXPECT_EQ(coverage(zeros, ones, values, 0.5), 0.5);
  EXPECT_EQ(coverage(zeros, ones, values, 0.99), 1);
  EXPECT_NEAR(log_score(zeros, ones, values), -0.5 * (8.5 / 4 + std::log(2 * M_PI)), 1e-14);
  EXPECT_NEAR(correlation(values, 3 * values), 1, 1e-14);
  EXPECT_EQ(correlation(values, ones), 0);
}

}  // namespace
}  // namespace nasg::search
