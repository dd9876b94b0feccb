// SPDX-License-Identifier: Apache-2.0
// Gram matrices: against published numbers, against a plain computation, and their properties.
#include "search/kernels/gram.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <atomic>
#include <map>
#include <set>

#include "search/kernels/kernel.h"
#include "search/kernels/parallel.h"
#include "tests/unit/kernels/published_cells.h"

namespace nasg {
namespace {

using ir::Setting;

Setting numbers(const std::vector<double>& values) {
  Setting::List list;
  for (const double value : values) list.push_back({value, {}});
  return {list, {}};
}

Setting hwl() {
  return {Setting::Call{
              "hwl",
              {},
              {{"weights", {Setting::Call{"uniform", {}, {}}, {}}}, {"depths", numbers({2, 1, 2, 2, 2, 2})}}},
          {}};
}
Setting wl() {
  return {Setting::Call{"wl", {}, {{"depth", {2.0, {}}}}}, {}};
}

void expect_reference(const testing::Built& built, const Setting& kernel, const std::string& derivations,
                      const std::string& matrix) {
  const auto texts = testing::reference_json(derivations);
  const auto expected = testing::reference_matrix(matrix);
  if (!texts || !expected) GTEST_SKIP() << "no " << testing::reference_path(matrix);
  const auto read = testing::read_derivations(built, *texts, static_cast<std::size_t>(expected->rows()));
  const auto gram = search::gram(*built.space, read, kernel);
  ASSERT_TRUE(gram.ok()) << gram.error().message();
  EXPECT_LT((*gram - *expected).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(GramReference, HierarchicalKernelEqualsThePublishedOne) {
  expect_reference(testing::build(testing::hnb201_like()), hwl(), "derivations_hier.json",
                   "gram_hWL_hier.csv");
}
TEST(GramReference, FlatKernelEqualsThePublishedOneOnTheHierarchicalSpace) {
  expect_reference(testing::build(testing::hnb201_like()), wl(), "derivations_hier.json", "gram_WL_hier.csv");
}
TEST(GramReference, FlatKernelEqualsThePublishedOneOnTheCellSpace) {
  expect_reference(testing::build(testing::nb201_like(true)), wl(), "derivations_fixed.json",
                   "gram_WL_fixed.csv");
}

TEST(GramReference, EachRawComponentIsThePublishedIntegers) {
  const auto texts = testing::reference_json("derivations_hier.json");
  if (!texts) GTEST_SKIP() << "no " << testing::reference_path("derivations_hier.json");
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto derivations = testing::read_derivations(built, *texts, 30);
  const search::WlShape shape{{2, 1, 2, 2, 2, 2}};
  const auto features = search::FeatureExtractor(*built.space, shape)(derivations);
  const search::FeatureIndex index(shape, features);
  Eigen::MatrixXd dots(30, 6);
  for (Eigen::Index c = 0; c < 6; ++c) {
    const std::string depth = c == 1 ? "1" : "2";
    const auto expected =
        testing::reference_matrix("gram_hier_component" + std::to_string(c) + "_h" + depth + "_raw.csv");
    ASSERT_TRUE(expected);
    for (Eigen::Index i = 0; i < expected->rows(); ++i) {
      index.dots(features[static_cast<std::size_t>(i)], dots);
      EXPECT_EQ(dots.col(c), expected->row(i).transpose()) << "component " << c << ", row " << i;
    }
  }
}

using testing::draw;

TEST(Gram, IsPositiveSemidefiniteWithUnitDiagonal) {
  for (ir::Space space : {testing::hnb201_like(), testing::recursive_like(6), testing::nested_zero_like(),
                          testing::two_roots_like(), testing::let_like()}) {
    const testing::Built built = testing::build(std::move(space));
    const auto drawn = draw(built, 60, 11);
    const auto gram = search::gram(*built.space, drawn, {Setting::Call{"hwl", {}, {}}, {}});
    ASSERT_TRUE(gram.ok()) << gram.error().message();
    EXPECT_LT((gram->diagonal().array() - 1).abs().maxCoeff(), 1e-12) << built.space->name;
    EXPECT_EQ(*gram, gram->transpose()) << built.space->name;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(*gram);
    EXPECT_GT(eigen.eigenvalues().minCoeff(), -1e-10) << built.space->name;
  }
}

TEST(Gram, SplitDepthsOfTheWholeGraphAddUp) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto drawn = draw(built, 12, 3);
  const auto components = [&](const search::WlShape& shape) {
    return search::FeatureIndex(shape, search::FeatureExtractor(*built.space, shape)(drawn)).gram();
  };
  const search::Components split = components({{4, 1, 2}, true});
  ASSERT_EQ(split.whole.size(), 5U);
  for (std::uint32_t depth = 0; depth <= 4; ++depth)
    EXPECT_LT((split.whole[depth] - components({{depth, 1, 2}}).whole[0]).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(Gram, ALimitedExtractionKeepsTheDepthsWithinTheLimit) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto drawn = draw(built, 10, 6);
  const search::WlShape shape{{4, 1}, true};
  const search::FeatureExtractor extract(*built.space, shape);
  const auto full = extract(drawn), limited = extract(drawn, 2);
  const search::FeatureIndex index(shape, full);
  const auto only = [](Eigen::Index component) { return Eigen::VectorXd::Unit(6, component); };
  for (const Eigen::Index component : {0, 1, 2, 5})
    EXPECT_EQ(index.cross_sum(limited, only(component)), index.cross_sum(full, only(component)));
  EXPECT_NE(index.cross_sum(limited, only(3)), index.cross_sum(full, only(3)));
}

TEST(Gram, CrossSumsAreBlocksOfTheWholeGram) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto drawn = draw(built, 20, 5);
  const search::WlShape shape{{2, 1, 2}, true};
  const auto features = search::FeatureExtractor(*built.space, shape)(drawn);
  const std::span<const search::Features> some(features);
  const search::Components whole = search::FeatureIndex(shape, features).gram();
  const search::FeatureIndex index(shape, some.first(15));
  const Eigen::VectorXd weights = (Eigen::VectorXd(5) << 0, 0.5, 0, 2, 1).finished();
  const Eigen::MatrixXd sum = 0.5 * whole.whole[1] + 2 * whole.folded[0] + whole.folded[1];
  const Eigen::MatrixXd cross = index.cross_sum(some.last(5), weights), gram = index.gram_sum(weights);
  EXPECT_LT((cross - sum.topRightCorner(15, 5)).cwiseAbs().maxCoeff(), 1e-14);
  EXPECT_LT((gram - sum.topLeftCorner(15, 15)).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(Gram, OfAPartOfAnIndexIsThatOfThePartAlone) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto drawn = draw(built, 40, 17);
  const search::WlShape shape{{2, 1, 2}, true};
  const auto features = search::FeatureExtractor(*built.space, shape)(drawn);
  const search::FeatureIndex index(shape, features);
  const Eigen::VectorXd weights = (Eigen::VectorXd(5) << 0, 0.5, 0, 2, 1).finished();
  const std::vector<std::size_t> members = {38, 1, 4, 5, 11, 19, 20, 21, 30, 0};
  std::vector<search::Features> some;
  for (const std::size_t i : members) some.push_back(features[i]);
  const search::FeatureIndex part = index.among(members), alone(shape, some);
  EXPECT_EQ(part.gram_sum(weights), alone.gram_sum(weights));
  EXPECT_EQ(part.gram().whole, alone.gram().whole);
  const std::vector<std::size_t> two = {3, 7};
  EXPECT_EQ(part.among(two).gram_sum(weights)(0, 1), index.gram_sum(weights)(5, 21));
}

TEST(Gram, IsTheSameOnAnyNumberOfThreads) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const auto drawn = draw(built, 70, 13);
  const search::WlShape shape{{4, 1, 2, 2, 2, 2}, true};
  const search::FeatureExtractor extract(*built.space, shape);
  const auto alone = extract(drawn, 4, 1), shared = extract(drawn, 4, 5);
  for (std::size_t i = 0; i < drawn.size(); ++i) EXPECT_EQ(alone[i], shared[i]);
  const search::FeatureIndex index(shape, alone);
  const search::Components one = index.gram(1), five = index.gram(5);
  EXPECT_EQ(one.whole, five.whole);
  EXPECT_EQ(one.folded, five.folded);
  const Eigen::VectorXd weights = Eigen::VectorXd::LinSpaced(10, 0.1, 1);
  EXPECT_EQ(index.cross_sum(alone, weights, 1), index.cross_sum(alone, weights, 5));
  EXPECT_EQ(index.gram_sum(weights, 1), index.gram_sum(weights, 5));
}

TEST(Pieces, CoverEveryIndexOnce) {
  for (const std::size_t count : {0U, 1U, 7U, 64U, 65U}) {
    std::vector<std::atomic<int>> taken(count);
    search::Pieces pieces(count, 8);
    pieces.run(4, [&] {
      while (const auto piece = pieces.next())
        for (std::size_t i = piece.begin; i < piece.end; ++i) ++taken[i];
    });
    EXPECT_TRUE(std::all_of(taken.begin(), taken.end(), [](const auto& times) { return times == 1; }))
        << count;
  }
}

TEST(Features, CountsAreThoseOfPlainRelabelling) {
  const testing::Built built = testing::build(testing::nb201_like());
  const derivation::GraphBuilder builder(*built.space);
  const auto drawn = draw(built, 40, 9);
  const auto plain = [&](const derivation::Derivation& derivation) {
    const derivation::Graph graph = builder.graphs(derivation, 0)[0];
    std::map<std::string, int> counts;
    std::vector<std::string> names;
    for (const std::uint32_t label : graph.labels) names.push_back(builder.label(label));
    for (int iteration = 0; iteration <= 2; ++iteration) {
      for (const std::string& name : names) ++counts[std::to_string(iteration) + name];
      std::vector<std::multiset<std::string>> successors(names.size());
      for (const auto& [from, to] : graph.edges) successors[from].insert(names[to]);
      for (std::size_t v = 0; v < names.size(); ++v) {
        names[v] += "(";
        for (const std::string& next : successors[v]) names[v] += next + ",";
        names[v] += ")";
      }
    }
    return counts;
  };
  const search::WlShape shape{{2}};
  const auto features = search::FeatureExtractor(*built.space, shape)(drawn);
  const search::FeatureIndex index(shape, features);
  Eigen::MatrixXd dots(40, 1);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    index.dots(features[i], dots);
    const auto own = plain(drawn[i]);
    for (std::size_t j = 0; j < drawn.size(); ++j) {
      double expected = 0;
      for (const auto& [label, count] : plain(drawn[j])) {
        const auto found = own.find(label);
        if (found != own.end()) expected += static_cast<double>(count) * found->second;
      }
      EXPECT_EQ(dots(static_cast<Eigen::Index>(j), 0), expected);
    }
  }
}

}  // namespace
}  // namespace nasg
