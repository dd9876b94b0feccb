// SPDX-License-Identifier: Apache-2.0
// What every kernel keeps: unit diagonals, no negative eigenvalues, slopes, blocks.
#include "search/kernels/kernel.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/unit/kernels/published_cells.h"

namespace nasg {
namespace {

using ir::Setting;
using search::KernelParameters;

Setting call(const std::string& name, std::vector<Setting> positional = {},
             std::vector<Setting::Named> named = {}) {
  return {Setting::Call{name, std::move(positional), std::move(named)}, {}};
}
Setting::Named plain() {
  return {"shape", call("plain")};
}

std::vector<Setting> kernels() {
  return {call("hwl"),
          call("wl"),
          call("string"),
          call("path"),
          call("path", {}, {{"counts", {true, {}}}, plain()}),
          call("adjacency", {}, {plain()}),
          call("edit"),
          call("nasbot"),
          call("tw", {}, {{"grams", {2.0, {}}}}),
          call("tw", {}, {{"graph", call("network")}, plain()}),
          call("labels"),
          call("cost"),
          call("measured", {call("rules"), call("convolutions")}),
          call("sum", {call("hwl"), call("tw"), call("path")}),
          call("product", {call("string"), call("cost"), call("sum", {call("wl"), call("edit")})})};
}

/// How many rules a derivation has, or how many whose heads begin like those of convolutions.
search::MeasureMaker counts(const ir::Space& space) {
  return [&space](const Setting& setting) -> diag::Result<search::Measure> {
    return search::Measure([&space, all = setting.text() == "rules"](const derivation::Derivation& given) {
      const auto counts = [&](ir::RuleId rule) { return all || space[rule].head.starts_with("conv"); };
      return static_cast<double>(std::ranges::count_if(given.rules, counts));
    });
  };
}

std::unique_ptr<search::Kernel> make(const Setting& setting, const testing::Built& built) {
  auto made = search::make_kernel(setting, {*built.space, counts(*built.space)});
  EXPECT_TRUE(made.ok()) << setting.text() << ": " << (made.ok() ? "" : made.error().message());
  return made.ok() ? *std::move(made) : nullptr;
}

/// Somewhere beside the start.
KernelParameters moved(KernelParameters parameters, std::uint64_t seed) {
  derivation::Rng rng(seed);
  for (double& value : parameters.values) value += 2 * rng.uniform() - 1;
  for (std::uint32_t& choice : parameters.choices) choice = 1;
  return parameters;
}

TEST(Kernels, ArePositiveSemidefiniteWithUnitDiagonalsOnRandomPopulations) {
  for (ir::Space space : {testing::hnb201_like(), testing::nb201_like(), testing::recursive_like(6),
                          testing::two_roots_like(), testing::let_like(), testing::nested_zero_like()}) {
    const testing::Built built = testing::build(std::move(space));
    const auto drawn = testing::draw(built, 50, 11);
    for (const Setting& setting : kernels()) {
      const auto kernel = make(setting, built);
      const auto set = kernel->set();
      set->add(drawn);
      for (const KernelParameters& at : {set->start(), moved(set->start(), 3)}) {
        const Eigen::MatrixXd gram = set->gram(at);
        EXPECT_LT((gram.diagonal().array() - 1).abs().maxCoeff(), 1e-12) << setting.text();
        EXPECT_LT((gram - gram.transpose()).cwiseAbs().maxCoeff(), 1e-14) << setting.text();
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gram);
        EXPECT_GT(eigen.eigenvalues().minCoeff(), -1e-10) << setting.text() << " on " << built.space->name;
      }
    }
  }
}

TEST(Kernels, ThePartOfAGramIsThatOfThePartAlone) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto drawn = testing::draw(built, 30, 8);
  const std::vector<std::size_t> members = {2, 3, 7, 11, 12, 20, 29};
  for (const Setting& setting : kernels()) {
    const auto kernel = make(setting, built);
    const auto set = kernel->set();
    set->add(drawn);
    const auto part = set->parametric()->part(members), alone = set->pick(members)->parametric();
    EXPECT_EQ(part->start().values, alone->start().values) << setting.text();
    const KernelParameters at = moved(alone->start(), 5);
    EXPECT_EQ(part->gram(at), alone->gram(at)) << setting.text();
  }
}

TEST(Kernels, SlopesAgreeWithFiniteDifferences) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto drawn = testing::draw(built, 14, 21);
  derivation::Rng rng(4);
  Eigen::MatrixXd slope(14, 14);
  for (double& entry : slope.reshaped()) entry = rng.uniform() - 0.5;
  for (const Setting& setting : kernels()) {
    const auto kernel = make(setting, built);
    const auto set = kernel->set();
    set->add(drawn);
    const auto gram = set->parametric();
    const KernelParameters at = moved(gram->start(), 9);
    const Eigen::VectorXd gradient = gram->at(at).gradient(slope);
    ASSERT_EQ(gradient.size(), at.values.size()) << setting.text();
    for (Eigen::Index i = 0; i < gradient.size(); ++i) {
      constexpr double kStep = 1e-5;
      KernelParameters up = at, down = at;
      up.values[i] += kStep;
      down.values[i] -= kStep;
      const double expected =
          (search::lower_sum(slope, gram->gram(up)) - search::lower_sum(slope, gram->gram(down))) /
          (2 * kStep);
      EXPECT_NEAR(gradient[i], expected, 1e-8 * (1 + std::abs(expected))) << setting.text() << " " << i;
    }
  }
}

TEST(Kernels, EveryWayToAMatrixGivesTheSame) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto drawn = testing::draw(built, 30, 31);
  for (const Setting& setting : kernels()) {
    const auto kernel = make(setting, built);
    const auto set = kernel->set();
    set->add(std::span(drawn).first(12));
    set->add(std::span(drawn).subspan(12));
    const KernelParameters at = moved(set->start(), 5);
    const Eigen::MatrixXd whole = set->gram(at);
    EXPECT_LT((set->parametric()->gram(at) - whole).cwiseAbs().maxCoeff(), 1e-13) << setting.text();
    EXPECT_LT((set->parametric()->start().values - set->start().values).norm(), 1e-13) << setting.text();
    EXPECT_EQ(set->shape().values.size(), at.values.size()) << setting.text();
    std::vector<std::size_t> last(8);
    std::iota(last.begin(), last.end(), std::size_t{22});
    const auto picked = set->pick(last);
    set->resize(22);
    ASSERT_EQ(set->size(), 22);
    const auto others = set->others(std::span(drawn).last(8), at);
    const Eigen::MatrixXd block = whole.topRightCorner(22, 8);
    EXPECT_LT((set->cross(*others, at) - block).cwiseAbs().maxCoeff(), 1e-13) << setting.text();
    EXPECT_LT((set->cross(*picked, at) - block).cwiseAbs().maxCoeff(), 1e-13) << setting.text();
    for (Eigen::Index size = 23; size <= 24; ++size) {  // behind what was indexed
      set->add(std::span(drawn).subspan(static_cast<std::size_t>(size) - 1, 1));
      const Eigen::MatrixXd longer = whole.topRightCorner(size, 8);
      EXPECT_LT((set->cross(*others, at) - longer).cwiseAbs().maxCoeff(), 1e-13) << setting.text();
    }
    EXPECT_FALSE(set->text(at).empty());
  }
}

TEST(Kernels, PublishedLengthScalesGiveThePublishedMatrices) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto cells = testing::published_cells(built);
  const auto expected = testing::reference_matrix("dist_path.csv");
  if (cells.empty() || !expected) GTEST_SKIP() << "no " << testing::reference_path("dist_path.csv");
  const Setting two{Setting::List{{2.0, {}}}, {}};
  const auto gram = search::gram(*built.space, cells, call("path", {}, {{"lengths", two}}));
  ASSERT_TRUE(gram.ok());
  const Eigen::MatrixXd published = (-expected->array() / 2).exp();
  EXPECT_LT((*gram - published).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(Kernels, ASumOfOneKernelIsThatKernel) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto drawn = testing::draw(built, 10, 2);
  const auto alone = search::gram(*built.space, drawn, call("tw"));
  const auto sum = search::gram(*built.space, drawn, call("sum", {call("tw")}));
  ASSERT_TRUE(alone.ok() && sum.ok());
  EXPECT_LT((*alone - *sum).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(StringKernel, CountsOperatorsOperandsAndBoth) {
  const testing::Built built = testing::build(testing::nb201_like());
  std::vector<derivation::Derivation> cells;
  for (const char* term : {"Cell(id, id, id, id, id, id)", "Cell(id, id, id, conv3x3, conv3x3, conv3x3)"})
    cells.push_back(*derivation::parse(*built.space, built.automaton, term));
  const auto gram = search::gram(*built.space, cells, call("string"));
  ASSERT_TRUE(gram.ok());
  // Depth 0: one operator of three strings in common. Depth 1: (6, 0) and (3, 3).
  EXPECT_NEAR((*gram)(0, 1), 0.5 * (1.0 / 3) + 0.5 * (18 / std::sqrt(36.0 * 18)), 1e-14);
}

}  // namespace
}  // namespace nasg
