// SPDX-License-Identifier: Apache-2.0
// Distances against published numbers, and against what can be worked out by hand.
#include "search/kernels/metric.h"

#include <gtest/gtest.h>

#include "search/kernels/cost_metric.h"
#include "search/kernels/edit_metric.h"
#include "search/kernels/encoding_metric.h"
#include "search/kernels/labels_metric.h"
#include "search/kernels/nasbot_metric.h"
#include "search/kernels/tree_wasserstein.h"
#include "tests/support/space_builder.h"
#include "tests/unit/kernels/published_cells.h"

namespace nasg {
namespace {

using search::Gram;

std::vector<search::Profile> profiles(const search::Metric& metric,
                                      const std::vector<derivation::Derivation>& derivations) {
  std::vector<search::Profile> made;
  const search::Profiler profile = metric.profiler();
  search::Sight sight;
  for (const auto& derivation : derivations) {
    sight.turn_to(derivation);
    made.push_back(profile(sight));
  }
  return made;
}

struct MetricReference : ::testing::Test {
  void SetUp() override {
    if (cells.empty()) GTEST_SKIP() << "no " << testing::reference_path("nb201_cells50.json");
  }
  void expect(const search::Metric& metric, const std::vector<std::string>& files) {
    const auto parts = search::distances(profiles(metric, cells));
    ASSERT_EQ(parts.size(), files.size());
    for (std::size_t p = 0; p < files.size(); ++p) {
      const auto expected = testing::reference_matrix(files[p]);
      ASSERT_TRUE(expected) << files[p];
      EXPECT_LT((parts[p] - *expected).cwiseAbs().maxCoeff(), 1e-14) << files[p];
    }
  }
  testing::Built built = testing::build(testing::nb201_like());
  std::vector<derivation::Derivation> cells = testing::published_cells(built);
};

TEST_F(MetricReference, PathDistances) {
  expect(*search::make_path_metric(*built.space, {}), {"dist_path.csv"});
}
TEST_F(MetricReference, AdjacencyAndEditDistances) {
  expect(*search::make_adjacency_metric(*built.space), {"dist_adj.csv"});
  expect(*search::make_edit_metric(*built.space), {"dist_adj.csv"});
}
TEST_F(MetricReference, NasbotDistances) {
  expect(*search::make_nasbot_metric(*built.space, {1, 0, 1}), {"dist_nasbot.csv"});
}

/// The tree of the published code on NAS-Bench-201, which groups by positions that are one off: some grams
/// hang from no family, some from another's.
search::GroundTree coded_tree(const ir::Space& space) {
  const derivation::GraphBuilder graphs(space, derivation::GraphView::kChoices);
  const std::vector<std::string> operations = {"conv3x3", "conv1x1", "avg_pool", "id"};
  std::vector<std::uint32_t> labels;
  for (const std::string& name : operations)
    for (std::uint32_t i = 0; i < graphs.label_count(); ++i)
      if (graphs.label(i) == name) labels.push_back(i);
  EXPECT_EQ(labels.size(), 4U);
  const auto gram = [&](std::uint32_t position) {
    if (position < 4) return Gram{labels[position]};
    return Gram{labels[(position - 4) / 4], labels[(position - 4) % 4]};
  };
  search::GroundTree tree;
  const auto edge = [&](double weight, const std::vector<std::uint32_t>& below) {
    for (const std::uint32_t position : below)
      tree.edges_above[gram(position)].push_back(static_cast<std::uint32_t>(tree.weights.size()));
    tree.weights.push_back(weight);
  };
  const double a = 0.1, b = 1 - a, aa = a * a, ab = a * b;
  const std::vector<double> leaves = {a, a, 1, 1, aa, aa, aa, aa, aa, aa, aa, aa, aa, aa, 1, a, aa, aa, a, 1};
  for (std::uint32_t i = 0; i < 20; ++i) edge(leaves[i], {i});
  edge(b, {1, 2});
  edge(1, {0, 1, 2});
  edge(ab, {4, 9});
  edge(ab, {5, 8});
  edge(b, {4, 5, 8, 9});
  edge(ab, {6, 10});
  edge(ab, {12, 13});
  edge(b, {6, 10, 12, 13});
  edge(ab, {7, 11});
  edge(ab, {16, 17});
  edge(b, {7, 11, 16, 17});
  edge(b, {15, 18});
  edge(1, {4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18});
  return tree;
}

TEST_F(MetricReference, TreeWassersteinDistancesOfOperationsAndDegrees) {
  const auto view = derivation::GraphView::kChoices;
  expect(*search::make_tw_metric(*built.space, view, false, coded_tree(*built.space)),
         {"tw1g_operations.csv", "tw1g_indegree.csv", "tw1g_outdegree.csv"});
  expect(*search::make_tw_metric(*built.space, view, true, coded_tree(*built.space)),
         {"tw2g_operations.csv", "tw2g_indegree.csv", "tw2g_outdegree.csv"});
}

/// Five cells of NAS-Bench-101: A = conv3x3, B = conv1x1, C = max_pool, D = conv3x3, conv1x1 beside a skip,
/// E = conv3x3 and max_pool into conv1x1.
struct FiveCells {
  FiveCells() {
    testing::SpaceBuilder space("Five", {4, 8, 8}, {4, 8, 8});
    const auto conv = [](std::int64_t kernel) {
      return testing::SpaceBuilder::LayerCall{
          "conv2d",
          {testing::channels(), testing::number(kernel), testing::number(1),
           testing::number((kernel - 1) / 2), testing::number(1), testing::number(1), testing::number(0)}};
    };
    space.op("conv3x3", {conv(3)});
    space.op("conv1x1", {conv(1)});
    using namespace testing;
    space.rule("NET", chain({leaf("conv3x3"), leaf("id")}));
    space.rule("NET", chain({leaf("conv1x1"), leaf("id")}));
    space.rule("NET", chain({leaf("max_pool"), leaf("id")}));
    space.rule("NET", merge(ir::MergeKind::kAdd, {chain({leaf("conv3x3"), leaf("conv1x1")}), leaf("id")}));
    space.rule("NET",
               chain({merge(ir::MergeKind::kAdd, {leaf("conv3x3"), leaf("max_pool")}), leaf("conv1x1")}));
    built = build(space.build());
    for (std::size_t rule = 0; rule < 5; ++rule) cells.push_back({{ir::RuleId(rule)}});
  }
  testing::Built built = testing::build(testing::nb201_like());
  std::vector<derivation::Derivation> cells;
};

TEST(Labels, AnotherOperationChangesItsOwnLabelsAndThoseBeforeIt) {
  const FiveCells five;
  const auto metric = search::make_labels_metric(*five.built.space);
  const Eigen::MatrixXd d = search::distances(profiles(*metric, five.cells))[0];
  // In chains of one operation its own label differs in three iterations, the input's in the later two; each
  // difference is a label that one has and a label that the other has.
  for (const auto& [i, j] : {std::pair{0, 1}, {0, 2}, {1, 2}}) EXPECT_EQ(d(i, j), 2 * (3 + 2)) << i << j;
  EXPECT_GT(d(0, 3), d(0, 1)) << "more operations, more labels";
  EXPECT_EQ(d(3, 3), 0);
}

TEST(TreeWasserstein, FiveCellsLieWhereTheyWereWorkedOutToLie) {
  const FiveCells five;
  const auto parts = search::distances(profiles(*search::make_tw_metric(*five.built.space, {}), five.cells));
  const auto expect = [&](char one, char other, double operations, double in, double out) {
    const Eigen::Index i = one - 'A', j = other - 'A';
    EXPECT_NEAR(parts[0](i, j), operations, 1e-6) << one << other;
    EXPECT_NEAR(parts[1](i, j), in, 1e-6) << one << other;
    EXPECT_NEAR(parts[2](i, j), out, 1e-6) << one << other;
  };
  expect('A', 'B', 0.2, 0, 0);
  expect('A', 'C', 2, 0, 0);
  expect('A', 'D', 0.1, 0.083333, 0.083333);
  expect('A', 'E', 0.733333, 0.116667, 0.083333);
  expect('C', 'E', 1.333333, 0.116667, 0.083333);
  expect('D', 'E', 0.666667, 0.116667, 0.1);
}

TEST(TreeWasserstein, PairsHangFromTheTreeOfThePaper) {
  const FiveCells five;
  search::TwOptions options;
  options.pairs = true;
  const auto parts =
      search::distances(profiles(*search::make_tw_metric(*five.built.space, options), five.cells));
  EXPECT_NEAR(parts[0](0, 2), 2, 1e-12);  // A and C have single operations alone
  // D: a third each of c3, c1 and the pair c3 > c1. A: c3. Roots 1/3 and 1/3; c3 and c1 by 0.1, their family
  // by 0.9; the pair by all of its 1.
  EXPECT_NEAR(parts[0](0, 3), 1.0 / 3 + 1.0 / 3 + 0.1 * (2.0 / 3 + 1.0 / 3) + 0.9 / 3 + 1.0 / 3, 1e-12);
}

TEST(TreeWasserstein, GivenGroupsTakeThePlaceOfFamilies) {
  const FiveCells five;
  search::TwOptions options;
  options.groups = {{"conv3x3", "max_pool"}, {"conv1x1"}};
  const auto parts =
      search::distances(profiles(*search::make_tw_metric(*five.built.space, options), five.cells));
  EXPECT_NEAR(parts[0](0, 1), 2, 1e-12);
}

double chain_distance(const search::Chain& a, const search::Chain& b) {
  const std::vector<search::Profile> both = {{{}, {}, {a}, {}}, {{}, {}, {b}, {}}};
  return search::distances(both)[0](0, 1);
}

TEST(Metric, MassMovesAlongALine) {
  EXPECT_EQ(chain_distance({1}, {1}), 0);
  EXPECT_EQ(chain_distance({1, 0}, {0, 1}), 0.5);
  EXPECT_EQ(chain_distance({0, 1}, {0, 0, 1, 0}), 0);
  EXPECT_NEAR(chain_distance({1, 0, 0}, {0, 0, 0, 1}), 0.75, 1e-15);
}

/// A step at each multiple of 1 / (layers of a × layers of b): no two of either lie between.
double integral(const search::Chain& a, const search::Chain& b) {
  double sum = 0, of_a = 0, of_b = 0;
  for (std::size_t at = 0; at < a.size() * b.size(); ++at) {
    if (at % b.size() == 0) of_a += a[at / b.size()];
    if (at % a.size() == 0) of_b += b[at / a.size()];
    sum += std::abs(of_a - of_b);
  }
  return sum / static_cast<double>(a.size() * b.size());
}

TEST(Metric, ChainsOfAnyLengthsLieApartWhatTheirDistributionsDo) {
  derivation::Rng rng(7);
  std::vector<search::Profile> many;
  for (std::size_t i = 0; i < 40; ++i) {
    search::Chains chains(2, search::Chain(1 + rng.below(6)));
    for (search::Chain& chain : chains) {
      double total = 0;
      for (double& mass : chain) total += mass = rng.uniform();
      for (double& mass : chain) mass /= total;
    }
    many.push_back({{}, {}, std::move(chains), {}});
  }
  const auto among = search::distances(many);
  const auto across = search::DistanceIndex(std::span(many).first(25)).distances(std::span(many).last(15));
  for (std::size_t c = 0; c < 2; ++c) {
    for (Eigen::Index i = 0; i < 40; ++i)
      for (Eigen::Index j = 0; j < 40; ++j) {
        const search::Profile &a = many[static_cast<std::size_t>(i)], &b = many[static_cast<std::size_t>(j)];
        EXPECT_NEAR(among[c](i, j), integral(a.chains[c], b.chains[c]), 1e-14) << i << ' ' << j;
      }
    EXPECT_EQ(among[c], among[c].transpose());
    EXPECT_EQ(across[c], among[c].block(0, 25, 25, 15));
  }
}

TEST(Metric, EditsAreRulesTakenAwayAndPutIn) {
  const testing::Built built = testing::build(testing::recursive_like(4));
  std::vector<derivation::Derivation> terms;
  for (const char* term : {"a", "zero", "a >> a", "Residual2(a, a >> a, id)"})
    terms.push_back(*derivation::parse(*built.space, built.automaton, term));
  const auto edits = search::distances(profiles(*search::make_edit_metric(*built.space), terms))[0];
  EXPECT_EQ(edits(0, 1), 1);
  EXPECT_EQ(edits(0, 2), 2);  // one away, three in
  EXPECT_EQ(edits(2, 3), (3 + 5) / 2.0);
}

TEST(Metric, CostsAreComparedOnALogarithmicScale) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto one = testing::read_cell(built, "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|");
  const auto metric =
      search::make_cost_metric(*built.space, {search::CostPart::kParameters, search::CostPart::kDepth});
  const auto other = testing::read_cell(built, "|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|");
  const std::vector<search::Profile> both = profiles(*metric, {one, other});
  EXPECT_GT(both[0].numbers[0], both[1].numbers[0]);
  EXPECT_LT(both[0].numbers[0], 25);
  EXPECT_EQ(both[0].numbers[1], 2);
}

TEST(Histogram, DistancesAreThoseOfPlainVectors) {
  derivation::Rng rng(5);
  std::vector<search::Profile> profiles;
  Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(30, 12);
  for (Eigen::Index i = 0; i < 30; ++i) {
    search::Histogram histogram;
    for (Eigen::Index k = 0; k < 12; ++k) {
      if (rng.uniform() < (k < 6 ? 0.8 : 0.2)) continue;  // few have some, many have others
      dense(i, k) = rng.uniform();
      histogram.push_back({search::spread(static_cast<std::uint64_t>(k)), dense(i, k)});
    }
    profiles.push_back({{}, {search::gathered(std::move(histogram))}, {}, {}});
  }
  const std::span all(profiles);
  const Eigen::MatrixXd among = search::distances(all)[0];
  const Eigen::MatrixXd across = search::DistanceIndex(all.first(20)).distances(all.last(10))[0];
  for (Eigen::Index i = 0; i < 30; ++i)
    for (Eigen::Index j = 0; j < 30; ++j)
      EXPECT_NEAR(among(i, j), (dense.row(i) - dense.row(j)).cwiseAbs().sum(), 1e-13);
  EXPECT_LT((across - among.block(0, 20, 20, 10)).cwiseAbs().maxCoeff(), 1e-13);
}

TEST(KeySet, DistancesAreKeysThatOneHasAlone) {
  constexpr std::size_t kKeys = 700;
  for (const std::size_t count : {1, 5, 127, 128, 300}) {
    derivation::Rng rng(count);
    Eigen::MatrixXd has = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(count), kKeys);
    std::vector<search::Profile> profiles(count);
    for (std::size_t i = 0; i < count; ++i) {
      search::KeySet& set = profiles[i].key_sets.emplace_back();
      set.each = 0.5;
      for (std::size_t k = 0; k < kKeys; ++k) {  // all have the first, few have the last
        if (rng.uniform() < static_cast<double>(k) / kKeys) continue;
        has(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = 1;
        set.keys.push_back(search::spread(k));
      }
    }
    const Eigen::MatrixXd among = search::distances(profiles)[0];
    for (Eigen::Index i = 0; i < among.rows(); ++i)
      for (Eigen::Index j = 0; j < among.cols(); ++j)
        ASSERT_EQ(among(i, j), 0.5 * (has.row(i) - has.row(j)).cwiseAbs().sum())
            << count << ' ' << i << ' ' << j;
  }
}

TEST(KeySet, WithoutKeysAllAreEqual) {
  const std::vector<search::Profile> none(3, search::Profile{{search::KeySet{}}, {}, {}, {}});
  EXPECT_EQ(search::distances(none)[0], Eigen::MatrixXd::Zero(3, 3));
  EXPECT_EQ(search::DistanceIndex(none).distances({})[0].cols(), 0);
}

TEST(Sight, WhoeverAsksFirstTheGraphsAreTheSame) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const derivation::GraphBuilder one(*built.space), other(*built.space);
  const derivation::GraphBuilder choices(*built.space, derivation::GraphView::kChoices);
  ASSERT_GT(one.levels(), 1U);
  search::Sight sight;
  const auto labels = [](std::span<const derivation::Trace> traces) {
    std::vector<std::vector<std::uint32_t>> all;
    for (const derivation::Trace& trace : traces) {
      all.push_back(trace.labels);
      all.push_back(trace.reads);
    }
    return all;
  };
  for (const derivation::Derivation& derivation : testing::draw(built, 20, 3)) {
    sight.turn_to(derivation);
    const auto whole = labels(sight.graphs(one, 0));
    const auto all = labels(sight.graphs(other, other.levels()));
    derivation::GraphTracer trace(one);
    EXPECT_EQ(all, labels(trace(derivation, one.levels())));
    EXPECT_EQ(whole, labels(sight.graphs(one, 0)));
    derivation::GraphTracer trace_choices(choices);
    EXPECT_EQ(labels(sight.graphs(choices, 0)), labels(trace_choices(derivation, 0)));
  }
}

}  // namespace
}  // namespace nasg
