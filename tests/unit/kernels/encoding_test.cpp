// SPDX-License-Identifier: Apache-2.0
// Encodings: those that are published, and small ones that can be counted by hand.
#include "search/kernels/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "search/kernels/adjacency_encoding.h"
#include "search/kernels/path_encoding.h"
#include "tests/support/space_builder.h"
#include "tests/unit/kernels/published_cells.h"

namespace nasg {
namespace {

using ir::Setting;
using search::Entry;
using ::testing::ElementsAre;

const std::vector<std::string> kPublishedOrder = {"avg_pool", "conv1x1", "conv3x3", "zero", "id"};

std::vector<double> numbers(const nlohmann::json& list) {
  return list.get<std::vector<double>>();
}
std::vector<double> row(const search::Encoding& encoding, const derivation::Derivation& derivation) {
  const Eigen::MatrixXd rows = search::encode(encoding, {&derivation, 1});
  return {rows.reshaped().begin(), rows.reshaped().end()};
}

TEST(EncodingReference, NasBench201sPathsAndOperationsAreThePublishedOnes) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto cells = testing::published_cells(built);
  const auto expected = testing::reference_json("nb201_encodings50.json");
  if (cells.empty() || !expected) GTEST_SKIP() << "no " << testing::reference_path("nb201_encodings50.json");
  const search::PathEncoding path(*built.space, {{}, false, kPublishedOrder});
  const search::PathEncoding truncated(*built.space, {2, false, kPublishedOrder});
  const search::AdjacencyEncoding adjacency(*built.space, {false, kPublishedOrder});
  const search::AdjacencyEncoding one_hot(*built.space, {true, kPublishedOrder});
  EXPECT_EQ(path.width(), 155U);
  EXPECT_EQ(truncated.width(), 30U);
  EXPECT_EQ(adjacency.width(), 6U);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const nlohmann::json& cell = (*expected)[i];
    EXPECT_EQ(row(path, cells[i]), numbers(cell["path"])) << i;
    EXPECT_EQ(row(truncated, cells[i]), numbers(cell["trunc_path30"])) << i;
    EXPECT_EQ(row(adjacency, cells[i]), numbers(cell["adj"])) << i;
    EXPECT_EQ(row(one_hot, cells[i]), numbers(cell["one_hot_as_coded"])) << i;
  }
}

TEST(PathEncoding, TheGoldenCellHasTheIndicesOfTheFactSheet) {
  const testing::Built built = testing::build(testing::nb201_like());
  const search::PathEncoding path(*built.space, {{}, false, kPublishedOrder});
  const auto cell = testing::read_cell(
      built,
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|");
  EXPECT_THAT(path(cell), ElementsAre(Entry{4, 1}, Entry{17, 1}, Entry{92, 1}));
  EXPECT_EQ(path.heading(4), "CELL Cell: id");
  EXPECT_EQ(path.heading(17), "CELL Cell: conv3x3 > conv3x3");
  EXPECT_EQ(path.heading(92), "CELL Cell: conv3x3 > conv3x3 > conv3x3");
  const search::PathEncoding counted(*built.space, {{}, true, kPublishedOrder});
  EXPECT_THAT(counted(cell), ElementsAre(Entry{4, 1}, Entry{17, 2}, Entry{92, 1}));
}

derivation::Derivation parse(const testing::Built& built, const std::string& term) {
  auto parsed = derivation::parse(*built.space, built.automaton, term);
  EXPECT_TRUE(parsed.ok()) << term;
  return parsed.ok() ? *std::move(parsed) : derivation::Derivation{};
}

TEST(PathEncoding, EachOperatorOfAHierarchyHasWordsOfItsOwn) {
  const testing::Built built = testing::build(testing::recursive_like(4));
  const search::PathEncoding path(*built.space, {});
  const auto words = [&](const std::string& term) {
    std::vector<std::string> headings;
    for (const Entry& entry : path(parse(built, term))) headings.push_back(path.heading(entry.column));
    return headings;
  };
  EXPECT_THAT(words("Residual2(a, a >> zero, id)"),
              ::testing::UnorderedElementsAre("BLOCK >>: a > zero", "BLOCK Residual2: a",
                                              "BLOCK Residual2: BLOCK >>"))
      << "what the rule itself holds is no choice, and `id` leaves no letter";
}

TEST(PathEncoding, MoreWordsThanColumnsShareThem) {
  testing::SpaceBuilder space("Wide", {4, 8, 8}, {4, 8, 8});
  std::vector<testing::Body> parts;
  for (int i = 0; i < 9; ++i) parts.push_back(testing::nt("A"));
  space.rule("NET", testing::chain(parts));
  space.leaves("A", {"id", "zero", "relu", "gelu", "silu", "mish"});
  const testing::Built built = testing::build(space.build());
  const search::PathEncoding path(*built.space, {});
  EXPECT_EQ(path.width(), search::PathEncoding::kMostColumns);
  const auto drawn = testing::draw(built, 200, 3);
  std::set<std::uint32_t> columns;
  for (const auto& derivation : drawn) {
    const auto entries = path(derivation);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries, path(derivation));
    columns.insert(entries[0].column);
  }
  EXPECT_GT(columns.size(), 195U);
}

TEST(AdjacencyEncoding, APlaceThatNotEveryDerivationHasIsCountedFromOne) {
  const testing::Built built = testing::build(testing::let_like());
  const search::AdjacencyEncoding adjacency(*built.space, {});
  EXPECT_EQ(adjacency.width(), 2U);  // STAGE, and BLOCK below either alternative
  EXPECT_EQ(adjacency.heading(0), "STAGE");
  EXPECT_EQ(adjacency.heading(1), "BLOCK 1");
  const testing::Built deep = testing::build(testing::recursive_like(3));
  const search::AdjacencyEncoding places(*deep.space, {});
  const auto leaf = row(places, parse(deep, "a")), chain = row(places, parse(deep, "a >> zero"));
  EXPECT_EQ(leaf[0], 0);
  EXPECT_EQ(leaf[1], 0);
  EXPECT_EQ(chain[0], 2);  // the third alternative of the root, which is always there
  EXPECT_EQ(chain[1], 1);
  EXPECT_EQ(chain[2], 2);
}

TEST(AdjacencyEncoding, ManyPlacesAreCutNearestToTheRootFirst) {
  const testing::Built built = testing::build(testing::endless_like(0.3));
  const search::AdjacencyEncoding adjacency(*built.space, {});
  EXPECT_EQ(adjacency.width(), search::Places::kMost);
}

TEST(Encoding, MeasuresAreColumnsBesideOthersAndAreTakenOnce) {
  const testing::Built built = testing::build(testing::nb201_like());
  const auto cell = parse(built, "Cell(id, zero, conv3x3, conv1x1, conv3x3, avg_pool)");
  int measured = 0;
  const search::MeasureMaker counts = [&](const Setting& setting) -> diag::Result<search::Measure> {
    return search::Measure(
        [&, text = setting.text()](const derivation::Derivation&) -> std::optional<double> {
          ++measured;
          if (text == "failing") return std::nullopt;
          return text == "large" ? 1e6 : -2.0;
        });
  };
  const auto names = [](const std::string& name) { return Setting{Setting::Call{name, {}, {}}, {}}; };
  const Setting three{Setting::Call{"measured", {names("large"), names("failing"), names("small")}, {}}, {}};
  const auto joined = search::make_encoding({Setting::Call{"join", {names("adjacency"), three}, {}}, {}},
                                            {*built.space, counts});
  ASSERT_TRUE(joined.ok());
  EXPECT_EQ((*joined)->width(), 9U);
  EXPECT_EQ((*joined)->heading(5), "OPS 6");
  EXPECT_EQ((*joined)->heading(6), "large");
  const Eigen::MatrixXd row = search::encode(**joined, {&cell, 1});
  EXPECT_EQ(row(0, 0), 1);
  EXPECT_NEAR(row(0, 6), std::log(2e6), 1e-12);
  EXPECT_EQ(row(0, 7), 0);
  EXPECT_NEAR(row(0, 8), -std::asinh(2.0), 1e-15);
  EXPECT_EQ(search::encode(**joined, {&cell, 1}), row);
  EXPECT_EQ(measured, 3);
}

TEST(Encoding, WithoutAnObjectiveNothingIsMeasured) {
  const ir::Space space = testing::nb201_like();
  const Setting rules{Setting::Call{"rules", {}, {}}, {}};
  const auto made = search::make_encoding({Setting::Call{"measured", {rules}, {}}, {}}, space);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().message(), "argument `measure 1` of `measured` cannot be measured here");
  const auto none = search::make_encoding({Setting::Call{"measured", {}, {}}, {}}, space);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, diag::code::E0703);
}

TEST(Encoding, MistakesAreToldByCode) {
  const ir::Space space = testing::nb201_like();
  const auto code = [&](const std::string& name, std::vector<Setting::Named> named) {
    const auto made = search::make_encoding({Setting::Call{name, {}, std::move(named)}, {}}, space);
    EXPECT_FALSE(made.ok());
    return made.error().code;
  };
  EXPECT_EQ(code("paths", {}), diag::code::E0716);
  EXPECT_EQ(code("path", {{"length", {1.5, {}}}}), diag::code::E0702);
  EXPECT_EQ(code("path", {{"length", {-2.0, {}}}}), diag::code::E0702);
  EXPECT_EQ(code("path", {{"alphabet", {3.0, {}}}}), diag::code::E0702);
  EXPECT_EQ(code("adjacency", {{"counts", {true, {}}}}), diag::code::E0701);
}

}  // namespace
}  // namespace nasg
