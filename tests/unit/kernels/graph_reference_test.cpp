// SPDX-License-Identifier: Apache-2.0
// The graphs of 30 hierarchical architectures, whole and folded, against those of the published code.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "runtime/derivation/graph.h"
#include "tests/unit/kernels/reference.h"

namespace nasg {
namespace {

struct NamedGraph {
  std::vector<std::string> labels;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
};

NamedGraph named(const derivation::GraphBuilder& builder, const derivation::Graph& graph) {
  NamedGraph result;
  for (const std::uint32_t label : graph.labels) result.labels.push_back(builder.label(label));
  for (const auto& [from, to] : graph.edges) result.edges.emplace_back(from, to);
  return result;
}

/// The reference's labels have a blank at the end where they are cut.
NamedGraph named(const nlohmann::json& graph) {
  NamedGraph result;
  std::map<int, std::size_t> numbers;
  for (const auto& node : graph["nodes"]) {
    numbers[node[0]] = result.labels.size();
    std::string label = node[1];
    while (!label.empty() && label.back() == ' ') label.pop_back();
    result.labels.push_back(label);
  }
  for (const auto& edge : graph["edges"]) result.edges.emplace_back(numbers.at(edge[0]), numbers.at(edge[1]));
  return result;
}

/// What every node looks like from both sides, after rounds of refinement: equal graphs have equal lists, and
/// graphs that differ seldom do.
std::vector<std::size_t> signature(const NamedGraph& graph) {
  constexpr int kRounds = 30;
  std::vector<std::size_t> colours;
  for (const std::string& label : graph.labels) colours.push_back(std::hash<std::string>()(label));
  const auto mix = [](std::size_t value) { return (value ^ (value >> 31)) * 0x9E3779B97F4A7C15ULL; };
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::size_t> next;
    for (const std::size_t colour : colours) next.push_back(mix(colour));
    for (const auto& [from, to] : graph.edges) {
      next[from] += 3 * mix(mix(colours[to]) + 1);
      next[to] += 5 * mix(mix(colours[from]) + 2);
    }
    colours = next;
  }
  std::sort(colours.begin(), colours.end());
  return colours;
}

TEST(GraphReference, WholeAndFoldedGraphsAreThePublishedOnes) {
  const auto texts = testing::reference_json("derivations_hier.json");
  const auto expected = testing::reference_json("graphs_hier.json");
  if (!texts || !expected) GTEST_SKIP() << "no " << testing::reference_path("graphs_hier.json");
  const testing::Built built = testing::build(testing::hnb201_like());
  const derivation::GraphBuilder builder(*built.space);
  ASSERT_EQ(builder.levels(), 5U);
  const auto derivations = testing::read_derivations(built, *texts, expected->size());
  ASSERT_EQ(derivations.size(), 30U);
  for (std::size_t i = 0; i < derivations.size(); ++i) {
    const auto graphs = builder.graphs(derivations[i], 5);
    for (std::size_t c = 0; c < graphs.size(); ++c) {
      const NamedGraph ours = named(builder, graphs[c]);
      const NamedGraph theirs = named((*expected)[i][c]);
      EXPECT_EQ(ours.edges.size(), theirs.edges.size()) << i << " " << c;
      EXPECT_EQ(signature(ours), signature(theirs)) << "derivation " << i << ", component " << c;
    }
  }
}

}  // namespace
}  // namespace nasg
