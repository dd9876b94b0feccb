// SPDX-License-Identifier: Apache-2.0
// Rows by term and by network, and rows that stand for the same.
#include "search/benchmarks/row_index.h"

#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "runtime/derivation/term.h"
#include "tests/support/spaces.h"

namespace nasg::benchmarks {
namespace {

/// One and the same convolution, over another edge of the cell; one before a convolution, two side by side.
const char* const kAcross = "Cell(zero, zero, zero, conv3x3, zero, zero)";
const char* const kAround = "Cell(conv3x3, zero, zero, zero, id, zero)";
const char* const kTwice = "Cell(conv3x3, conv3x3, zero, zero, id, id)";
const char* const kAfter = "Cell(conv3x3, zero, conv3x3, zero, zero, id)";

struct Rows : ::testing::Test {
  Table table(const std::vector<std::string>& keys) const {
    Table table{"t.csv", {}};
    for (const std::string& key : keys) {
      const auto line = table.rows.size() + 2;
      table.rows.push_back({key, {{static_cast<double>(line), {}, {}}}, {}, line});
    }
    return table;
  }
  diag::Result<RowIndex> index(const std::vector<std::string>& keys, Match match, Repeated repeated) const {
    return RowIndex::make(table(keys), match, repeated, *built.space, built.automaton);
  }
  std::optional<double> value(RowIndex& index, const std::string& term) const {
    const TableRow* const row = index.find(*derivation::parse(*built.space, built.automaton, term));
    return row == nullptr ? std::nullopt : row->levels[0].metric;
  }
  testing::Built built = testing::build(testing::nb201_like());
};

TEST_F(Rows, ATermIsFoundInWhateverWayItIsSpelt) {
  auto rows = index({kAcross, "Cell( conv3x3,zero,zero,zero,id,zero )"}, Match::kTerm, Repeated::kWrong);
  ASSERT_TRUE(rows);
  EXPECT_EQ(value(*rows, kAcross), 2);
  EXPECT_EQ(value(*rows, kAround), 3);
  EXPECT_EQ(value(*rows, kTwice), std::nullopt);
}

TEST_F(Rows, ByIsomorphismARowStandsForItsNetwork) {
  auto rows = index({kAcross, kTwice, kAfter}, Match::kIsomorphism, Repeated::kWrong);
  ASSERT_TRUE(rows);
  EXPECT_EQ(value(*rows, kAround), 2);
  EXPECT_EQ(value(*rows, "Cell(zero, conv3x3, zero, conv3x3, zero, id)"), 3);
  EXPECT_EQ(value(*rows, "Cell(conv3x3, zero, id, zero, zero, conv3x3)"), 4);
  EXPECT_EQ(value(*rows, "Cell(conv1x1, zero, zero, zero, id, zero)"), std::nullopt);
}

TEST_F(Rows, TwoRowsOfOneArchitectureAreWrongUnlessItIsSaidWhatTheyAre) {
  const auto mistake = [&](const std::vector<std::string>& keys, Match match) {
    const auto made = index(keys, match, Repeated::kWrong);
    return made ? "none" : made.error().message();
  };
  EXPECT_EQ(
      mistake({kAcross, kAfter, kAcross}, Match::kTerm),
      std::string("the table `t.csv` is wrong on line 4: its key `") + kAcross + "` stands on line 2 too");
  EXPECT_EQ(mistake({kAcross, kAfter, kAround}, Match::kTerm), "none");
  EXPECT_EQ(mistake({kAcross, kAfter, kAround}, Match::kIsomorphism),
            std::string("the table `t.csv` is wrong on line 4: its key `") + kAround +
                "` is the network of line 2");
  auto first = index({kAcross, kAfter, kAround}, Match::kIsomorphism, Repeated::kFirst);
  auto mean = index({kAcross, kAfter, kAround}, Match::kIsomorphism, Repeated::kMean);
  ASSERT_TRUE(first && mean);
  EXPECT_EQ(value(*first, kAround), 2);
  EXPECT_EQ(value(*mean, kAround), 3);
  EXPECT_EQ(value(*mean, kAfter), 3);
}

TEST_F(Rows, ATableOfAnotherSpaceFitsNowhere) {
  for (const Match match : {Match::kTerm, Match::kIsomorphism}) {
    EXPECT_FALSE(index({"Chain(a, b)", "c"}, match, Repeated::kWrong)->fits());
    EXPECT_TRUE(index({"c", kAfter}, match, Repeated::kWrong)->fits());
  }
}

}  // namespace
}  // namespace nasg::benchmarks
