// SPDX-License-Identifier: Apache-2.0
// The surrogate from trials to predictions, and what it keeps between fits.
#include "search/surrogates/gp_surrogate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "compiler/diag/codes/search.h"
#include "runtime/derivation/variation.h"
#include "search/surrogates/targets.h"
#include "tests/support/spaces.h"

namespace nasg::search {
namespace {

using derivation::Derivation;
using Scores = std::vector<std::optional<double>>;

ir::Setting call(const std::string& name, std::vector<ir::Setting::Named> named = {}) {
  return {ir::Setting::Call{name, {}, std::move(named)}, {}};
}

/// How many of the leaves are convolutions.
double convolutions(const ir::Space& space, const Derivation& derivation) {
  double count = 0;
  for (const ir::RuleId rule : derivation.rules) count += space[rule].head == "conv3x3o" ? 1 : 0;
  return count;
}

struct Drawn {
  Drawn(ir::Space space, int count, std::uint64_t seed) : built(testing::build(std::move(space))) {
    const auto variation = derivation::make_interpreter(*built.space, built.automaton);
    derivation::Rng rng(seed);
    for (int i = 0; i < count; ++i) {
      derivations.push_back(*variation->sample(rng));
      scores.push_back(convolutions(*built.space, derivations.back()) + rng.uniform());
    }
  }
  Trials first(std::size_t count) const {
    return {std::span(derivations).first(count), std::span(scores).first(count)};
  }
  std::unique_ptr<Surrogate> make(const ir::Setting& setting) const {
    auto made = make_surrogate(setting, *built.space);
    EXPECT_TRUE(made.ok()) << setting.text();
    return *std::move(made);
  }
  testing::Built built;
  std::vector<Derivation> derivations;
  Scores scores;
};

double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  const Eigen::VectorXd x = a.array() - a.mean(), y = b.array() - b.mean();
  return x.dot(y) / (x.norm() * y.norm());
}

/// The depth that sixty-four of the trials would choose is another one in some of these.
TEST(GpSurrogate, TheKernelsChoicesAreThoseOfAllThatDecide) {
  int different = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const Drawn drawn(testing::hnb201_like(), 130, seed);
    const auto kernel = make_kernel(call("wl"), *drawn.built.space);
    const auto set = (*kernel)->set();
    set->add(drawn.derivations);
    const Eigen::VectorXd targets = make_targets(drawn.scores, Warp::kPlain);
    const auto all = choose(*set->parametric(), targets, Scale::kLearned);
    std::vector<std::size_t> members;
    Eigen::VectorXd few(64);
    for (std::size_t i = 0; i < 64; ++i) {
      members.push_back(i * 130 / 64);
      few[static_cast<Eigen::Index>(i)] = targets[static_cast<Eigen::Index>(members.back())];
    }
    different += choose(*set->pick(members)->parametric(), few, Scale::kLearned)->choices != all->choices;
    const auto fitted = drawn.make(call("gp", {{"kernel", call("wl")}, {"target", call("plain")}}));
    ASSERT_TRUE(fitted->fit(drawn.first(130), derivation::Rng(1)).ok());
    const auto& process = dynamic_cast<const GpSurrogate&>(*fitted).process();
    EXPECT_EQ(process.parameters().kernel.choices, all->choices) << "seed " << seed;
  }
  EXPECT_GT(different, 0);
}

TEST(GpSurrogate, ForetellsACountOverUnseenArchitectures) {
  const Drawn drawn(testing::hnb201_like(), 120, 37);
  for (const char* kernel : {"hwl", "wl", "string", "path", "nasbot", "tw"}) {
    const auto surrogate = drawn.make(call("gp", {{"kernel", call(kernel)}}));
    ASSERT_TRUE(surrogate->fit(drawn.first(80), derivation::Rng(1)).ok());
    const Prediction prediction = surrogate->predict(std::span(drawn.derivations).last(40));
    Eigen::VectorXd expected(40);
    for (Eigen::Index i = 0; i < 40; ++i) expected[i] = *drawn.scores[80 + static_cast<std::size_t>(i)];
    EXPECT_GT(correlation(prediction.mean, expected), 0.45) << kernel << ": " << surrogate->text();
    const Joint joint = surrogate->joint(std::span(drawn.derivations).last(40));
    EXPECT_LT((joint.mean - prediction.mean).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((joint.covariance.diagonal() - prediction.variance).cwiseAbs().maxCoeff(), 1e-12);
  }
}

TEST(GpSurrogate, ParametersAreFittedWhenAHistoryHasGrownByASixteenth) {
  EXPECT_EQ(GpSurrogate::fitted_after(1), 1U);
  EXPECT_EQ(GpSurrogate::fitted_after(48), 48U);
  EXPECT_EQ(GpSurrogate::fitted_after(50), 48U);
  EXPECT_EQ(GpSurrogate::fitted_after(51), 51U);
  EXPECT_GT(GpSurrogate::fitted_after(1000), 940U);
}

TEST(GpSurrogate, WhatItSaysIsAFunctionOfTheTrialsAlone) {
  const Drawn drawn(testing::hnb201_like(), 90, 41);
  const std::span<const Derivation> candidates = std::span(drawn.derivations).last(20);
  for (const char* kernel : {"hwl", "tw"}) {
    const ir::Setting setting = call("gp", {{"kernel", call(kernel)}});
    const auto grown = drawn.make(setting);
    for (std::size_t n = 5; n <= 70; n += n < 45 ? 20 : 1)
      ASSERT_TRUE(grown->fit(drawn.first(n), derivation::Rng(n)).ok());
    const auto fresh = drawn.make(setting);
    ASSERT_TRUE(fresh->fit(drawn.first(70), derivation::Rng(70)).ok());
    EXPECT_EQ(grown->predict(candidates).mean, fresh->predict(candidates).mean);
    EXPECT_EQ(grown->predict(candidates).variance, fresh->predict(candidates).variance);
    EXPECT_EQ(grown->text(), fresh->text());
    ASSERT_TRUE(grown->fit(drawn.first(33), derivation::Rng(33)).ok());  // back to an earlier history
    ASSERT_TRUE(fresh->fit(drawn.first(33), derivation::Rng(33)).ok());
    const auto anew = drawn.make(setting);
    ASSERT_TRUE(anew->fit(drawn.first(33), derivation::Rng(33)).ok());
    EXPECT_EQ(grown->predict(candidates).mean, anew->predict(candidates).mean);
    EXPECT_EQ(fresh->predict(candidates).mean, anew->predict(candidates).mean);
  }
}

TEST(GpSurrogate, AnotherScoreForTheSameArchitecturesIsSeen) {
  const Drawn drawn(testing::hnb201_like(), 30, 43);
  const auto surrogate = drawn.make(call("gp"));
  ASSERT_TRUE(surrogate->fit(drawn.first(30), derivation::Rng(1)).ok());
  const Eigen::VectorXd before = surrogate->predict(drawn.derivations).mean;
  Scores other = drawn.scores;
  std::reverse(other.begin(), other.end());
  ASSERT_TRUE(surrogate->fit({drawn.derivations, other}, derivation::Rng(1)).ok());
  EXPECT_NE(before, surrogate->predict(drawn.derivations).mean);
}

TEST(GpSurrogate, ArchitecturesThatCannotBeToldApartAreNoTrouble) {
  const Drawn drawn(testing::nb201_like(), 12, 47);
  const std::vector<Derivation> same(12, drawn.derivations[0]);
  for (const char* kernel : {"hwl", "edit", "tw"}) {
    const auto surrogate = drawn.make(call("gp", {{"kernel", call(kernel)}}));
    ASSERT_TRUE(surrogate->fit({same, drawn.scores}, derivation::Rng(1)).ok()) << kernel;
    EXPECT_TRUE(surrogate->predict(same).mean.allFinite()) << kernel;
    const Scores nothing(12);
    ASSERT_TRUE(surrogate->fit({drawn.derivations, nothing}, derivation::Rng(1)).ok()) << kernel;
    EXPECT_EQ(surrogate->predict(same).mean, Eigen::VectorXd::Zero(12)) << kernel;
    ASSERT_TRUE(surrogate->fit(drawn.first(1), derivation::Rng(1)).ok()) << kernel;
    EXPECT_TRUE(surrogate->predict(same).variance.allFinite()) << kernel;
  }
}

TEST(Surrogates, MistakesAreToldByCode) {
  const ir::Space space = testing::nb201_like();
  const auto code = [&](const ir::Setting& setting) {
    const auto made = make_surrogate(setting, space);
    EXPECT_FALSE(made.ok()) << setting.text();
    return made.ok() ? diag::Code{} : made.error().code;
  };
  EXPECT_EQ(code(call("gpp")), diag::code::E0717);
  EXPECT_EQ(code(call("gp", {{"kernel", call("rbf")}})), diag::code::E0712);
  EXPECT_EQ(code(call("gp", {{"target", call("log")}})), diag::code::E0702);
  EXPECT_EQ(code(call("gp", {{"starts", {0.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("gp", {{"noise", {0.0, {}}}})), diag::code::E0702);
  EXPECT_EQ(code(call("gp", {{"temperature", {0.0, {}}}})), diag::code::E0701);
}

}  // namespace
}  // namespace nasg::search
