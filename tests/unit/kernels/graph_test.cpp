// SPDX-License-Identifier: Apache-2.0
// The graph algebra on small terms whose graphs can be seen at a glance.
#include "runtime/derivation/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "tests/support/space_builder.h"
#include "tests/support/spaces.h"

namespace nasg {
namespace {

using testing::Built;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Edges as `from>to` by label; nodes of one label are told apart by nothing.
std::vector<std::string> edges(const derivation::GraphBuilder& builder, const derivation::Graph& graph) {
  std::vector<std::string> texts;
  for (const auto& [from, to] : graph.edges)
    texts.push_back(builder.label(graph.labels[from]) + ">" + builder.label(graph.labels[to]));
  return texts;
}

std::vector<std::string> labels(const derivation::GraphBuilder& builder, const derivation::Graph& graph) {
  std::vector<std::string> texts;
  for (const std::uint32_t label : graph.labels) texts.push_back(builder.label(label));
  return texts;
}

derivation::Derivation parse(const Built& built, const std::string& term) {
  auto parsed = derivation::parse(*built.space, built.automaton, term);
  EXPECT_TRUE(parsed.ok()) << parsed.error().message();
  return parsed.ok() ? *std::move(parsed) : derivation::Derivation{};
}

std::vector<std::string> whole(const Built& built, const std::string& term) {
  const derivation::GraphBuilder builder(*built.space);
  return edges(builder, builder.graphs(parse(built, term), 0)[0]);
}

TEST(Graph, IdentitiesAreContractedAndZerosDeleted) {
  const Built built = testing::build(testing::nb201_like());
  EXPECT_THAT(whole(built, "Cell(conv3x3, zero, id, avg_pool, zero, conv1x1)"),
              UnorderedElementsAre("input>conv3x3", "conv3x3>conv1x1", "input>avg_pool", "conv1x1>output",
                                   "avg_pool>output"));
  EXPECT_THAT(whole(built, "Cell(zero, zero, zero, id, zero, zero)"), ElementsAre("input>output"));
}

TEST(Graph, ATraceKeepsNodesThatLeadNowhereButReadsNoneThatNothingReaches) {
  const Built built = testing::build(testing::nb201_like());
  const derivation::GraphBuilder builder(*built.space);
  derivation::GraphTracer trace(builder);
  const auto term = parse(built, "Cell(zero, conv3x3, conv1x1, avg_pool, conv1x1, zero)");
  const derivation::Trace& whole = trace(term, 0)[0];
  std::vector<std::string> names;
  for (const std::uint32_t label : whole.labels) names.push_back(builder.label(label));
  EXPECT_THAT(names, ElementsAre("input", "output", "conv3x3", "conv1x1", "avg_pool", "conv1x1"));
  EXPECT_THAT(whole.reads_of(2), ElementsAre(0));
  EXPECT_THAT(whole.reads_of(3), IsEmpty());
  EXPECT_THAT(whole.reads_of_output(), ElementsAre(4));
}

TEST(Graph, PartsOnNoPathAreDropped) {
  const Built built = testing::build(testing::nb201_like());
  EXPECT_THAT(whole(built, "Cell(zero, conv3x3, conv1x1, avg_pool, conv1x1, zero)"),
              UnorderedElementsAre("input>avg_pool", "avg_pool>output"));
}

TEST(Graph, WhereNoPathIsLeftInputAndOutputStandAlone) {
  const Built built = testing::build(testing::nb201_like());
  const derivation::GraphBuilder builder(*built.space);
  const auto graph = builder.graphs(parse(built, "Cell(zero, zero, conv3x3, zero, avg_pool, zero)"), 0)[0];
  EXPECT_THAT(graph.edges, IsEmpty());
  EXPECT_THAT(labels(builder, graph), ElementsAre("input", "output"));
}

TEST(Graph, ALetStandsForItsTermInEveryPlace) {
  const Built built = testing::build(testing::let_like());
  const derivation::GraphBuilder builder(*built.space);
  const auto variation = derivation::Derivation{{ir::RuleId(std::size_t{0}), ir::RuleId(std::size_t{2})}};
  EXPECT_THAT(edges(builder, builder.graphs(variation, 0)[0]),
              UnorderedElementsAre("input>conv3x3", "conv3x3>conv3x3", "conv3x3>conv3x3", "conv3x3>output"));
}

TEST(Graph, TheLabelsOfFurtherRootsCarryTheirNumber) {
  const Built built = testing::build(testing::two_roots_like());
  EXPECT_THAT(whole(built, "<conv1x1 + zero ; conv1x1 + id>"),
              UnorderedElementsAre("input>conv1x1", "conv1x1>output", "input>1: conv1x1", "1: conv1x1>output",
                                   "input>output"));
}

TEST(Graph, MergesOtherThanSumsAreNodes) {
  testing::SpaceBuilder space("Merges", {4, 8, 8}, {4, 8, 8});
  space.rule("A", testing::merge(ir::MergeKind::kMax, {testing::leaf("relu"), testing::leaf("id")}));
  space.rule("A", testing::merge(ir::MergeKind::kMultiply, {testing::leaf("relu"), testing::leaf("zero")}));
  const Built built = testing::build(space.build());
  const derivation::GraphBuilder builder(*built.space);
  EXPECT_THAT(edges(builder, builder.graphs({{ir::RuleId(std::size_t{0})}}, 0)[0]),
              UnorderedElementsAre("input>relu", "relu>max", "input>max", "max>output"));
  EXPECT_THAT(edges(builder, builder.graphs({{ir::RuleId(std::size_t{1})}}, 0)[0]), IsEmpty());
}

TEST(FoldedGraph, DeeperOperatorsAreOneNode) {
  const Built built = testing::build(testing::recursive_like(4));
  const derivation::GraphBuilder builder(*built.space);
  EXPECT_EQ(builder.levels(), 3U);
  const auto graphs = builder.graphs(parse(built, "Residual2(a, Residual2(a >> a, a, id), id)"), 2);
  EXPECT_THAT(edges(builder, graphs[1]),
              UnorderedElementsAre("input>a", "a>output", "input>BLOCK Residual2", "BLOCK Residual2>output"));
  EXPECT_THAT(edges(builder, graphs[2]), UnorderedElementsAre("input>a", "a>output", "input>BLOCK >>",
                                                              "BLOCK >>>output", "input>a", "a>output"));
}

TEST(FoldedGraph, ABranchThatAZeroCutsIsDissolvedIntoTheOperatorsEnds) {
  const Built built = testing::build(testing::nb201_like());
  const derivation::GraphBuilder builder(*built.space);
  const auto graphs = builder.graphs(parse(built, "Cell(zero, conv3x3, zero, avg_pool, conv1x1, zero)"), 1);
  EXPECT_THAT(edges(builder, graphs[0]), UnorderedElementsAre("input>avg_pool", "avg_pool>output"));
  EXPECT_THAT(edges(builder, graphs[1]),
              UnorderedElementsAre("input>avg_pool", "avg_pool>output", "input>output"));
}

TEST(FoldedGraph, LevelGroupsGoBeforeDepth) {
  ir::Space space = testing::hnb201_like();
  const auto find = [&](const std::string& name) {
    for (std::size_t i = 0; i < space.nonterminals.size(); ++i)
      if (space.nonterminals[i].name == name) return ir::NonterminalId(i);
    return ir::NonterminalId();
  };
  space.levels = {{find("D2"), find("D1"), find("D0"), find("DOWN"), find("C")},
                  {find("CELL"), find("OPS")},
                  {find("CONVBLOCK")}};
  const Built built = testing::build(std::move(space));
  const derivation::GraphBuilder builder(*built.space);
  ASSERT_EQ(builder.levels(), 2U);
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  derivation::Rng rng(7);
  for (int i = 0; i < 20; ++i) {
    const auto graphs = builder.graphs(*variation->sample(rng), 2);
    EXPECT_THAT(labels(builder, graphs[1]),
                Each(::testing::AnyOf("input", "output", "CELL Cell", "resBlock")));
    EXPECT_THAT(labels(builder, graphs[2]),
                Each(::testing::AnyOf("input", "output", "CONVBLOCK Linear3", "avg_pool", "resBlock")));
  }
}

}  // namespace
}  // namespace nasg
