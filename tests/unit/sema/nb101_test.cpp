// SPDX-License-Identifier: Apache-2.0
// The cells of NAS-Bench-101: how many there are up to isomorphism, and the benchmark's matrices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <sstream>

#include "runtime/derivation/variation.h"
#include "tests/unit/sema/library_module.h"

namespace nasg {
namespace {

using testing::column;
using testing::module;
using testing::parameters;
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
      CELL : ([C, H, W], [X, H, W]) -> [C, H, W] = Graph2(OUT1) | Graph3(V1, OUT2) | Graph4(V1, V2, OUT3) | Graph5(V1, V2, V3, OUT4);
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

constexpr std::size_t kMost = 7;  // vertices
using Labels = std::array<std::uint64_t, kMost>;

/// The last step of SplitMix64.
std::uint64_t mixed(std::uint64_t value) {
  return derivation::Rng(value).next();
}

/// Equal for isomorphic cells. Every vertex starts from its operation and its degrees, and is hashed again
/// with its neighbours' hashes as often as there are vertices: what the benchmark tells its cells apart by
/// (Ying et al. 2019), with sums in the place of sorted lists and 64 bits in the place of 128.
std::uint64_t fingerprint(const Graph& graph, const Labels& ops) {
  const std::size_t n = graph.ops.size();
  Labels hashes{};
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t degrees = 0;
    for (std::size_t j = 0; j < n; ++j)
      degrees += (graph.edges[i][j] ? 1U : 0U) + (graph.edges[j][i] ? 8U : 0U);
    hashes[i] = mixed(64 * ops[i] + degrees);
  }
  for (std::size_t round = 0; round < n; ++round) {
    Labels next{};
    for (std::size_t i = 0; i < n; ++i) {
      std::uint64_t before = 1;
      std::uint64_t after = 2;
      for (std::size_t j = 0; j < n; ++j) {
        if (graph.edges[j][i]) before += mixed(hashes[j]);
        if (graph.edges[i][j]) after += mixed(hashes[j]);
      }
      next[i] = mixed(mixed(mixed(before) + after) + hashes[i]);
    }
    hashes = next;
  }
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += mixed(hashes[i]);
  return sum;
}

/// Of every matrix without a vertex to prune, the fingerprints with all operations; a cell with such a vertex
/// is one of fewer vertices. `cells` grows by the number of cells that the matrices make, pruned or not.
std::vector<std::uint64_t> fingerprints(const sema::CheckedSpace& matrices, ir::BigInt& cells) {
  std::vector<std::uint64_t> found;
  for (ir::BigInt i = 0; i < *matrices.automaton.count(); ++i) {
    const auto derivation = derivation::unrank(matrices.space, matrices.automaton, i);
    const Graph graph = graph_of(written(matrices, 0, *derivation));
    const std::size_t n = graph.ops.size();
    std::size_t labellings = 1;
    for (std::size_t inner = 2; inner < n; ++inner) labellings *= 3;
    cells += labellings;
    if (live_vertices(graph).size() < n) continue;
    for (std::size_t labelling = 0; labelling < labellings; ++labelling) {
      Labels ops{};  // the input is 0, the output 1
      ops[n - 1] = 1;
      std::size_t rest = labelling;
      for (std::size_t inner = 1; inner + 1 < n; ++inner, rest /= 3) ops[inner] = 2 + rest % 3;
      found.push_back(fingerprint(graph, ops));
    }
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

TEST(Cells101, AreThePublished423624UpToIsomorphism) {
  if (std::getenv("NASG_LONG_TESTS") == nullptr) GTEST_SKIP() << "a test of the label `long`";
  const testing::Checked checked("import std.nb101; space Matrices extends NB101 { OP = maxpool3x3; }");
  const auto matrices = checked.space("Matrices");
  ASSERT_TRUE(matrices);
  ir::BigInt cells = 0;
  EXPECT_EQ(fingerprints(*matrices, cells).size(), 423'624U);
  EXPECT_EQ(cells, *module("nb101").space("NB101")->automaton.count());
}

TEST(Cells101, HaveThePublishedParameters) {
  const auto made = module("nb101").space("NB101");
  ASSERT_TRUE(made);
  std::set<int> read;  // how many vertices share the output's channels out
  int compared = 0;
  for (const char* name : {"nb101/nb101_full55.csv", "nb101/nb101_ec_5v9e_4epochs.csv"}) {
    const auto rows = table(name);
    if (rows.empty()) GTEST_SKIP() << "the tables of NAS-Bench-101 are not here";
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const std::string text = rows[i][column(rows, "adj")] + " " + rows[i][column(rows, "ops")];
      const Graph graph = graph_of(text);
      ASSERT_EQ(std::to_string(parameters(*made, parsed(*made, text))), rows[i][column(rows, "params")])
          << text;
      int readers = 0;
      for (std::size_t inner = 1; inner + 1 < graph.ops.size(); ++inner)
        readers += graph.edges[inner].back() ? 1 : 0;
      read.insert(readers);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 52 + 2532);
  EXPECT_THAT(read, ::testing::IsSupersetOf({0, 1, 2, 3, 4}));
}

/// The channels of a cell's vertices as the benchmark's authors share them out (Ying et al. 2019; the
/// function compute_vertex_channels of their code).
std::vector<std::int64_t> published_channels(const Graph& graph, std::int64_t output) {
  const std::size_t n = graph.ops.size();
  std::vector<std::int64_t> channels(n, 0);
  std::int64_t readers = 0;
  for (std::size_t v = 1; v + 1 < n; ++v) readers += graph.edges[v][n - 1] ? 1 : 0;
  std::int64_t rest = readers > 0 ? output % readers : 0;
  for (std::size_t v = 1; v + 1 < n; ++v)
    if (graph.edges[v][n - 1]) channels[v] = output / readers + (rest-- > 0 ? 1 : 0);
  for (std::size_t v = n - 1; v-- > 1;)
    if (!graph.edges[v][n - 1])
      for (std::size_t to = v + 1; to + 1 < n; ++to)
        if (graph.edges[v][to]) channels[v] = std::max(channels[v], channels[to]);
  return channels;
}

std::int64_t published_cell_parameters(const Graph& graph, std::int64_t input, std::int64_t output) {
  const auto convolution = [](std::int64_t from, std::int64_t to, std::int64_t taps) {
    return from * to * taps + 2 * to;
  };
  const std::size_t n = graph.ops.size();
  const std::vector<std::int64_t> channels = published_channels(graph, output);
  std::int64_t sum = graph.edges[0][n - 1] ? convolution(input, output, 1) : 0;
  for (std::size_t v = 1; v + 1 < n; ++v) {
    if (graph.edges[0][v]) sum += convolution(input, channels[v], 1);
    if (graph.ops[v] == "conv1x1") sum += convolution(channels[v], channels[v], 1);
    if (graph.ops[v] == "conv3x3") sum += convolution(channels[v], channels[v], 9);
  }
  return sum;
}

// Every way to share channels out, remainders among them, which few rows of the tables have.
TEST(Cells101, ShareChannelsOutAsTheBenchmarkDoes) {
  const auto made = module("nb101").space("NB101");
  ASSERT_TRUE(made);
  derivation::Rng rng(1);
  int remainders = 0;
  for (int draw = 0; draw < 2000; ++draw) {
    const derivation::Derivation derivation = *derivation::sample_uniform(made->space, made->automaton, rng);
    const std::string text = written(*made, 0, derivation);
    const Graph graph = graph_of(text);
    if (live_vertices(graph).size() < graph.ops.size()) continue;
    std::int64_t expected = 3 * 128 * 9 + 2 * 128 + 512 * 10 + 10;
    for (const auto& [input, output] : {std::pair{128, 128},
                                        {128, 128},
                                        {128, 128},
                                        {128, 256},
                                        {256, 256},
                                        {256, 256},
                                        {256, 512},
                                        {512, 512},
                                        {512, 512}})
      expected += published_cell_parameters(graph, input, output);
    ASSERT_EQ(parameters(*made, derivation), expected) << text;
    const std::vector<std::int64_t> channels = published_channels(graph, 128);
    remainders += std::set(channels.begin() + 1, channels.end() - 1).size() > 1 ? 1 : 0;
  }
  EXPECT_GE(remainders, 20);
}

// How many channels it makes is worked out: graphs that differ there alone are one.
TEST(Cells101, TheInputIsReadByOneLabel) {
  const auto made = module("nb101").space("NB101");
  ASSERT_TRUE(made);
  int uses = 0;
  for (const ir::Expr& expr : made->space.exprs) {
    const auto* call = std::get_if<ir::Call>(&expr.node);
    if (call == nullptr || made->space[call->op].name != "project") continue;
    EXPECT_EQ(call->text, "project");
    ++uses;
  }
  EXPECT_GT(uses, 10);
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
