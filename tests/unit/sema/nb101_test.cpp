// SPDX-License-Identifier: Apache-2.0
// The cells of NAS-Bench-101: how many there are up to isomorphism, and the benchmark's matrices.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "runtime/derivation/variation.h"
#include "tests/unit/sema/library_module.h"

namespace nasg {
namespace {

using testing::column;
using testing::module;
using testing::parsed;
using testing::table;
using testing::written;

/// A cell of NAS-Bench-101: operations by vertex, and which vertices each leads to.
struct Graph {
  std::vector<std::string> ops;
  std::vector<std::vector<bool>> edges;
};

Graph graph_of(const std::string& text) {
  std::istringstream words(text);
  std::string matrix;
  Graph graph;
  words >> matrix;
  for (std::string op; words >> op;) graph.ops.push_back(op);
  std::istringstream rows(matrix);
  for (std::string row; std::getline(rows, row, '/');) {
    graph.edges.emplace_back();
    for (const char bit : row) graph.edges.back().push_back(bit == '1');
  }
  return graph;
}

/// Vertices on a path from the input to the output, the first and the last among them.
std::vector<std::size_t> live_vertices(const Graph& graph) {
  const std::size_t n = graph.ops.size();
  std::vector<bool> from(n, false);
  std::vector<bool> to(n, false);
  from[0] = to[n - 1] = true;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j)
      if (graph.edges[i][j] && from[i]) from[j] = true;
  for (std::size_t i = n - 1; i-- > 0;)
    for (std::size_t j = i + 1; j < n; ++j)
      if (graph.edges[i][j] && to[j]) to[i] = true;
  std::vector<std::size_t> live;
  for (std::size_t i = 0; i < n; ++i)
    if ((from[i] && to[i]) || i == 0 || i + 1 == n) live.push_back(i);
  return live;
}

/// The same text for graphs that differ in the order of their inner vertices alone: the least of all orders.
std::string canonical(const Graph& graph) {
  std::vector<std::size_t> order = live_vertices(graph);
  std::string least;
  do {
    std::string text;
    for (const std::size_t i : order) text += graph.ops[i] + " ";
    for (const std::size_t i : order)
      for (const std::size_t j : order) text += i < j && graph.edges[i][j] ? '1' : '0';
    if (least.empty() || text < least) least = text;
  } while (std::next_permutation(order.begin() + 1, order.end() - 1));
  return least;
}

/// Matrices of n vertices in which each but the first reads another, with at most nine edges, times
/// operations.
TEST(Cells101, AreCountedThoughTheirEdgesAreLimited) {
  const auto made = module("nb101").space("NB101");
  ASSERT_TRUE(made);
  ASSERT_TRUE(made->automaton.count());
  EXPECT_EQ(made->automaton.count()->get_str(), "18766576");
}

TEST(Cells101, OfUpToFiveVerticesAreThePublished2532UpToIsomorphism) {
  const testing::Checked checked(R"(
    import std.nb101;
    space Small extends NB101 {
      CELL = Graph2(OUT1) | Graph3(V1, OUT2) | Graph4(V1, V2, OUT3) | Graph5(V1, V2, V3, OUT4);
    })");
  const auto made = checked.space("Small");
  ASSERT_TRUE(made);
  ASSERT_TRUE(made->automaton.count());
  std::set<std::string> four;
  std::set<std::string> five;
  for (ir::BigInt i = 0; i < *made->automaton.count(); ++i) {
    const auto derivation = derivation::unrank(made->space, made->automaton, i);
    const Graph graph = graph_of(written(*made, 0, *derivation));
    const std::string own = canonical(graph);
    five.insert(own);
    if (graph.ops.size() <= 4) four.insert(own);
  }
  // Bakhtiarifard et al. 2024.
  EXPECT_EQ(four.size(), 91U);
  EXPECT_EQ(five.size(), 2532U);
}

TEST(Cells101, ReadTheRowsOfTheTables) {
  const auto made = module("nb101").space("NB101");
  ASSERT_TRUE(made);
  for (const char* name :
       {"nb101/nb101_zc500.csv", "nb101/nb101_full55.csv", "nb101/nb101_ec_5v9e_4epochs.csv"}) {
    const auto rows = table(name);
    if (rows.empty()) GTEST_SKIP() << "the tables of NAS-Bench-101 are not here";
    const std::size_t matrix = column(rows, "adj");
    const std::size_t ops = column(rows, "ops");
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const std::string text = rows[i][matrix] + " " + rows[i][ops];
      ASSERT_EQ(written(*made, 0, parsed(*made, text)), text);
    }
  }
}

}  // namespace
}  // namespace nasg
