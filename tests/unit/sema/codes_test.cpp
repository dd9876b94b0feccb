// SPDX-License-Identifier: Apache-2.0
// Every row of the code table holds what it promises.
#include <gmock/gmock.h>

#include <set>

#include "compiler/diag/codes/spaces.h"
#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class Row : public ::testing::TestWithParam<diag::CodeInfo> {};

TEST_P(Row, ItsWrongProgramGivesJustItsCode) {
  const diag::CodeInfo& row = GetParam();
  const testing::Checked checked(row.wrong);
  EXPECT_THAT(checked.codes(), Not(IsEmpty()));
  EXPECT_THAT(checked.codes(), Each(std::string(row.id))) << ::testing::PrintToString(checked.found());
}

TEST_P(Row, ItsRightProgramChecksClean) {
  const testing::Checked checked(GetParam().right);
  EXPECT_THAT(checked.found(), ElementsAre());
}

std::vector<diag::CodeInfo> rows_with_programs() {
  std::vector<diag::CodeInfo> rows;
  for (const diag::CodeInfo& row : diag::all_codes())
    if (*row.wrong && row.code != diag::code::W0256) rows.push_back(row);  // that one takes draws to find
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Codes, Row, ::testing::ValuesIn(rows_with_programs()),
                         [](const auto& info) { return std::string(info.param.id); });

TEST(Codes, EveryRowHasAnExplanationAndANameOfItsOwn) {
  std::set<std::string> names;
  for (const diag::CodeInfo& row : diag::all_codes()) {
    EXPECT_STRNE(row.explanation, "") << row.id;
    EXPECT_TRUE(names.insert(row.name).second) << row.id << " shares its name " << row.name;
  }
}

}  // namespace
}  // namespace nasg
