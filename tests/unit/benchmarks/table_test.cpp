// SPDX-License-Identifier: Apache-2.0
// Tables of results: columns by heading, and mistakes with their line.
#include "search/benchmarks/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diag/codes/search.h"
#include "search/benchmarks/csv.h"

namespace nasg::benchmarks {
namespace {

using testing::HasSubstr;

const TableColumns kColumns{{"arch"}, {{"valid", "test", ""}}};

diag::Result<Table> read(std::string_view text, const TableColumns& columns = kColumns) {
  CsvReader records(text);
  return read_table("t.csv", records, columns);
}

std::string mistake(std::string_view text, const TableColumns& columns = kColumns) {
  const auto table = read(text, columns);
  return table ? "none" : table.error().message();
}

TEST(Table, ColumnsAreFoundByHeadingInAnyOrder) {
  const auto table = read("test,x,arch,valid\n3,9,a,1.5\n,9,b,nan\n-1e2,9,c,\n");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 3U);
  EXPECT_EQ(table->rows[0].levels[0].metric, 1.5);
  EXPECT_EQ(table->rows[0].levels[0].test, 3);
  EXPECT_FALSE(table->rows[0].levels[0].cost);
  EXPECT_FALSE(table->rows[1].levels[0].metric);
  EXPECT_FALSE(table->rows[1].levels[0].test);
  EXPECT_FALSE(table->rows[2].levels[0].metric);
  EXPECT_EQ(table->rows[2].levels[0].test, -100);
  EXPECT_EQ(table->rows[2].key, "c");
  EXPECT_EQ(table->rows[2].line, 4U);
}

TEST(Table, WhatIsNotFiniteIsNoValue) {
  for (const char* const text : {"inf", "-inf", "Infinity", "nan", "-NaN"}) {
    const auto table = read(std::string("arch,valid,test\na,") + text + ",3\nb,2," + text + "\n");
    ASSERT_TRUE(table) << text;
    EXPECT_FALSE(table->rows[0].levels[0].metric) << text;
    EXPECT_EQ(table->rows[0].levels[0].test, 3) << text;
    EXPECT_EQ(table->rows[1].levels[0].metric, 2) << text;
    EXPECT_FALSE(table->rows[1].levels[0].test) << text;
  }
}

TEST(Table, KeysMayTakeSeveralColumnsAndValuesOnesOfEachFidelity) {
  const TableColumns columns{{"normal", "reduce"}, {{"v_12", "", "s"}, {"v_200", "t", ""}}, {"params"}};
  const auto table = read("reduce,normal,v_12,v_200,t,s,params\nb,a,1,2,3,4,5\n", columns);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows[0].key, "<a ; b>");
  EXPECT_EQ(table->rows[0].levels[0].metric, 1);
  EXPECT_FALSE(table->rows[0].levels[0].test);
  EXPECT_EQ(table->rows[0].levels[0].cost, 4);
  EXPECT_EQ(table->rows[0].levels[1].metric, 2);
  EXPECT_EQ(table->rows[0].levels[1].test, 3);
  EXPECT_EQ(table->rows[0].metrics[0], 5);
}

TEST(Table, KeysOfOneRootAreThePartsOfAText) {
  TableColumns columns{{"adj", "ops"}, {{"v", "", ""}}};
  columns.roots = false;
  const auto table = read("adj,ops,v\n01/00,input output,1\n", columns);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows[0].key, "01/00 input output");
}

TEST(Table, OtherRowsThanThoseAskedForArePassedOver) {
  TableColumns columns = kColumns;
  columns.where = {{"set", "C"}, {"data", "cifar10"}};
  const auto table =
      read("arch,set,data,valid,test\na,C,cifar10,1,2\na,C,cifar100,no,2\nb,A,cifar10,1,2\n", columns);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 1U);
  EXPECT_EQ(table->rows[0].levels[0].metric, 1);
  columns.where = {{"sets", "C"}};
  EXPECT_THAT(mistake("arch,set,valid,test\n", columns), HasSubstr("has no column `sets`"));
}

TEST(Table, TheMeanOfRowsIsThatOfTheValuesThatTheyHave) {
  const TableColumns columns{{"arch"}, {{"v", "t", "s"}}, {"x"}};
  const auto table = read("arch,v,t,s,x\na,1,,4,\na,3,5,,\na,,9,8,\n", columns);
  ASSERT_TRUE(table);
  const TableRow mean = mean_row({&table->rows[0], &table->rows[1], &table->rows[2]});
  EXPECT_EQ(mean.levels[0].metric, 2);
  EXPECT_EQ(mean.levels[0].test, 7);
  EXPECT_EQ(mean.levels[0].cost, 6);
  EXPECT_FALSE(mean.metrics[0]);
}

TEST(Table, AnUnknownColumnListsThoseThatThereAre) {
  const auto table = read("arch,valld,test\n");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, diag::code::E0731);
  EXPECT_EQ(table.error().message(),
            "the table `t.csv` has no column `valid`; its columns are `arch`, `valld`, `test`");
  EXPECT_THAT(table.error().notes, testing::ElementsAre("did you mean `valld`?"));
}

TEST(Table, AnEmptyFileHasNoColumns) {
  EXPECT_THAT(mistake(""), HasSubstr("its columns are none"));
}

TEST(Table, MistakesNameTheirLine) {
  EXPECT_EQ(mistake("arch,valid,test\na,1,2\n,1,2\n"),
            "the table `t.csv` is wrong on line 3: its key is empty");
  EXPECT_EQ(mistake("arch,valid,test\na,1,2\nb,1\n"),
            "the table `t.csv` is wrong on line 3: it has 2 fields, the heading 3");
  EXPECT_EQ(mistake("arch,valid,test\na,1,2\nb,good,2\n"),
            "the table `t.csv` is wrong on line 3: `good` in column `valid` is no number");
  EXPECT_EQ(mistake("arch,valid,test\na,1,\"2\nb,1,2\n"),
            "the table `t.csv` is wrong on line 2: a quote is not closed");
}

}  // namespace
}  // namespace nasg::benchmarks
