// SPDX-License-Identifier: Apache-2.0
// Compiled feature extraction meets the labels that the kernel's extractor counts, in the same order.
#include <gtest/gtest.h>

#include <map>

#include "search/kernels/features.h"
#include "tests/unit/codegen/checked_spaces.h"
#include "tests/unit/codegen/compiled.h"
#include "tests/unit/codegen/shared_object.h"

namespace nasg::codegen {
namespace {

using derivation::Derivation;
using derivation::Rng;
using Count = search::Features::Count;

/// How often each label occurs, by graph, in the order of first sight.
std::vector<Count> counts(const GraphLabels& graphs, const std::vector<std::uint32_t>& depths) {
  std::vector<Count> result;
  std::size_t at = 0;
  for (std::size_t graph = 0; graph < depths.size(); ++graph) {
    std::map<std::uint64_t, std::size_t> known;
    for (std::uint64_t i = graphs.nodes[graph] * (depths[graph] + 1); i > 0; --i) {
      const std::uint64_t label = graphs.labels.at(at++);
      const auto [place, added] = known.emplace(label, result.size());
      if (added) result.push_back({label, 0});
      ++result[place->second].count;
    }
  }
  EXPECT_EQ(at, graphs.labels.size());
  return result;
}

/// 0 to 3 iterations, the most for the whole graph.
std::vector<std::uint32_t> depths_of(const ir::Space& space) {
  std::vector<std::uint32_t> depths{3};
  for (std::uint32_t level = 0; level < derivation::GraphBuilder(space).levels(); ++level)
    depths.push_back((level + 2) % 4);
  return depths;
}

void expect_same_features(const ir::Space& space, const ir::Automaton& automaton, int level, int rounds) {
  const auto found = compiler();
  ASSERT_TRUE(found.ok());
  const auto compiled = (*found)->compile(space, automaton, {level, "", true});
  ASSERT_TRUE(compiled.ok()) << compiled.error().message();
  const std::vector<std::uint32_t> depths = depths_of(space);
  const search::FeatureExtractor extract(space, {depths, false});
  const auto interpreter = derivation::make_interpreter(space, automaton);
  Rng rng(23);
  GraphLabels labels;
  for (int i = 0; i < rounds && !::testing::Test::HasFailure(); ++i) {
    const auto drawn = interpreter->sample(rng);
    if (!drawn) continue;
    const search::Features expected = extract({&*drawn, 1}, UINT32_MAX, 1).front();
    (*compiled)->label_graphs(*drawn, depths, labels);
    EXPECT_EQ(counts(labels, depths), expected.counts) << i;
  }
}

TEST(CompiledFeatures, AreTheExtractorsOnEverySpaceOfTheStandardLibraryAndTheExamples) {
  for_each_published_space([](const sema::CheckedSpace& checked) {
    expect_same_features(checked.space, checked.automaton, 0, 100);
  });
}

struct Case {
  std::string name;
  std::function<ir::Space()> make;
};

void PrintTo(const Case& value, std::ostream* out) {
  *out << value.name;
}

class CompiledFeaturesOf : public ::testing::TestWithParam<std::tuple<Case, int>> {};

TEST_P(CompiledFeaturesOf, AreTheExtractors) {
  const testing::Built built = testing::build(std::get<0>(GetParam()).make());
  expect_same_features(*built.space, built.automaton, std::get<1>(GetParam()), 200);
}

const Case kCases[] = {
    {"hierarchical", [] { return testing::hnb201_like(); }},
    {"recursive", [] { return testing::recursive_like(6); }},
    {"endless", [] { return testing::endless_like(0.45); }},
    {"let", [] { return testing::let_like(); }},
    {"two_roots", [] { return testing::two_roots_like(); }},
    {"nested_zero", [] { return testing::nested_zero_like(); }},
};

INSTANTIATE_TEST_SUITE_P(Spaces, CompiledFeaturesOf,
                         ::testing::Combine(::testing::ValuesIn(kCases), ::testing::Values(0, 2)),
                         [](const auto& test) {
                           return std::get<0>(test.param).name + "_O" +
                                  std::to_string(std::get<1>(test.param));
                         });

// Several values, zeros in every place, merges that are nodes, units, groups of levels.
TEST(CompiledFeatures, AreTheExtractorsWhereOperatorsLoseTheirInputs) {
  const sema::CheckedSpace checked = checked_text(R"(
    op conv(k) = relu >> conv2d(C, kernel = k, padding = k / 2);
    topology Two(a, b, c) = |p, q| { m = a(p) + b(q); c(m) + m }
    topology Both(a, b) = |x| { a(x) * b(x) }
    topology Dead(a, b) = |x| { y = a(x); z = b(y); x + z }
    space Cells : [4, 8, 8] -> [4, 8, 8] {
      start = Both(X, Y) | Dead(X, Y) | X >> Y >> Z;
      X = Both(Z, Z) | Dead(OP, Z) | Z;
      Y = max(X, OP) | OP >> OP | let b = Z in b >> b | X + X;
      Z = Both(OP, OP) | Dead(OP, OP) | OP >> OP >> OP | OP;
      OP = conv(1) | conv(k = 3) | id | zero @ 3 | max_pool(3);
    })");
  expect_same_features(checked.space, checked.automaton, 0, 2000);
}

TEST(SharedFeatures, AreTheCompiledOnes) {
  const testing::Built built = testing::build(testing::hnb201_like());
  const SharedObject object(*built.space, built.automaton, {});
  ASSERT_TRUE(object.loaded());
  const auto compiled = (*compiler())->compile(*built.space, built.automaton, {0, "", true});
  ASSERT_TRUE(compiled.ok());
  const std::vector<std::uint32_t> depths = depths_of(*built.space);
  EXPECT_EQ(object.interface().graphs, depths.size());
  Rng rng(3);
  GraphLabels expected;
  for (int i = 0; i < 50; ++i) {
    const auto drawn = (*compiled)->variation().sample(rng);
    (*compiled)->label_graphs(*drawn, depths, expected);
    const GraphLabels labels = object.label_graphs(*drawn, depths, 1000);
    ASSERT_EQ(labels.labels, expected.labels);
    ASSERT_EQ(labels.nodes, expected.nodes);
    EXPECT_TRUE(object.label_graphs(*drawn, depths, 16).nodes.empty());
  }
}

}  // namespace
}  // namespace nasg::codegen
