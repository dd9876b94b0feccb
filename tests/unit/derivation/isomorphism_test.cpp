// SPDX-License-Identifier: Apache-2.0
// Networks of terms, and isomorphism against all renamings.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "runtime/derivation/network_graph.h"
#include "runtime/derivation/rng.h"
#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

using Edge = NetworkGraph::Edge;

NetworkGraph renamed(const NetworkGraph& graph, const std::vector<std::uint32_t>& names) {
  NetworkGraph result;
  result.labels.resize(graph.labels.size());
  for (std::size_t v = 0; v < names.size(); ++v) result.labels[names[v]] = graph.labels[v];
  for (const auto& [from, to, port] : graph.edges) result.edges.push_back({names[from], names[to], port});
  std::ranges::sort(result.edges);
  return result;
}

/// By every renaming.
bool isomorphic_by_force(const NetworkGraph& a, const NetworkGraph& b) {
  std::vector<std::uint32_t> names(a.labels.size());
  std::iota(names.begin(), names.end(), 0U);
  do {
    const NetworkGraph other = renamed(a, names);
    if (other.labels == b.labels && other.edges == b.edges) return true;
  } while (std::ranges::next_permutation(names).found);
  return false;
}

/// Of two labels and single, double and numbered edges.
NetworkGraph random_graph(Rng& rng) {
  NetworkGraph graph;
  for (int v = 0; v < 5; ++v) graph.labels.push_back(static_cast<std::uint32_t>(rng.below(2)));
  for (std::uint32_t to = 1; to < 5; ++to)
    for (std::uint32_t from = 0; from < to; ++from)
      if (rng.uniform() < 0.5) graph.edges.push_back({from, to, static_cast<std::uint32_t>(rng.below(2))});
  std::ranges::sort(graph.edges);
  return graph;
}

TEST(Isomorphism, AgreesWithEveryRenaming) {
  Rng rng(7);
  std::vector<NetworkGraph> graphs;
  for (int i = 0; i < 60; ++i) graphs.push_back(random_graph(rng));
  std::vector<std::uint32_t> names = {3, 0, 4, 1, 2};
  for (std::size_t i = 0; i < 20; ++i) {
    graphs.push_back(renamed(graphs[i], names));
    NetworkGraph turned = graphs[i];  // alike but for the port of one edge
    if (!turned.edges.empty()) turned.edges.back().port ^= 1;
    std::ranges::sort(turned.edges);
    graphs.push_back(renamed(turned, names));
  }
  int same = 0;
  for (const NetworkGraph& a : graphs)
    for (const NetworkGraph& b : graphs) {
      if (a.labels.size() != b.labels.size() || a.edges.size() != b.edges.size()) continue;
      const bool expected = isomorphic_by_force(a, b);
      ASSERT_EQ(isomorphic(a, b), expected);
      if (expected) {
        EXPECT_EQ(shape_hash(a), shape_hash(b));
      }
      same += expected;
    }
  EXPECT_GE(same, 120);
}

// Two triangles and a hexagon: every node has two neighbours, so that no colour tells them apart.
TEST(Isomorphism, WhereColoursDoNotHelpNodesAreTried) {
  const auto rings = [](std::vector<std::uint32_t> next) {
    NetworkGraph graph{std::vector<std::uint32_t>(6, 0), {}};
    for (std::uint32_t v = 0; v < 6; ++v) graph.edges.push_back({v, next[v], 0});
    return graph;
  };
  const NetworkGraph triangles = rings({1, 2, 0, 4, 5, 3}), hexagon = rings({1, 2, 3, 4, 5, 0});
  EXPECT_EQ(shape_hash(triangles), shape_hash(hexagon));
  EXPECT_FALSE(isomorphic(triangles, hexagon));
  EXPECT_TRUE(isomorphic(hexagon, renamed(hexagon, {4, 2, 0, 5, 1, 3})));
}

struct Cells : ::testing::Test {
  bool same(const std::string& a, const std::string& b) const {
    const NetworkGrapher graph(*built.space);
    return isomorphic(graph(*parse(*built.space, built.automaton, a)),
                      graph(*parse(*built.space, built.automaton, b)));
  }
  testing::Built built = testing::build(testing::nb201_like());
};

TEST_F(Cells, IdentitiesAndZerosMakeNoDifferenceToTheNetwork) {
  EXPECT_TRUE(same("Cell(conv3x3, zero, zero, zero, id, zero)", "Cell(zero, conv3x3, zero, zero, zero, id)"));
  EXPECT_TRUE(same("Cell(zero, conv3x3, conv1x1, id, conv1x1, id)", "Cell(id, conv3x3, zero, zero, id, id)"));
  EXPECT_TRUE(same("Cell(conv3x3, id, zero, zero, zero, zero)", "Cell(zero, zero, zero, zero, zero, zero)"));
}

TEST_F(Cells, WhatIsAddedTwiceAndWhatIsSharedIsToldApart) {
  // x + x and x; one convolution that two read, and two.
  EXPECT_FALSE(same("Cell(id, zero, zero, id, id, zero)", "Cell(id, zero, zero, zero, id, zero)"));
  EXPECT_FALSE(same("Cell(conv3x3, zero, id, zero, conv3x3, conv3x3)",
                    "Cell(conv3x3, conv3x3, zero, zero, conv3x3, conv3x3)"));
}

TEST(Isomorphism, EveryDrawIsIsomorphicToItself) {
  for (const testing::NamedSpace& named : testing::spaces_of_every_kind()) {
    const testing::Built built = testing::build(named.make());
    const auto variation = make_interpreter(*built.space, built.automaton);
    const NetworkGrapher graph(*built.space);
    Rng rng(11);
    std::set<std::uint64_t> hashes;
    for (int i = 0; i < 30; ++i) {
      const auto drawn = variation->sample(rng);
      ASSERT_TRUE(drawn) << named.name;
      const NetworkGraph made = graph(*drawn);
      std::vector<std::uint32_t> names(made.labels.size());
      std::iota(names.rbegin(), names.rend(), 0U);
      EXPECT_TRUE(isomorphic(made, renamed(made, names))) << named.name;
      hashes.insert(shape_hash(made));
    }
    EXPECT_GT(hashes.size(), 1U) << named.name;
  }
}

}  // namespace
}  // namespace nasg::derivation
