// SPDX-License-Identifier: Apache-2.0
// Two tables as one: whose rows stay, and what is told of tables that do not fit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "search/benchmarks/join_tables.h"

namespace nasg::benchmarks {
namespace {

using testing::HasSubstr;

std::string written(const std::string& name, const std::string& text) {
  const std::string path =
      testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string joined(const std::string& first, const std::string& second, const std::string& by) {
  std::ostringstream out;
  const diag::Status status = join_tables(written("1.csv", first), written("2.csv", second), by, out);
  return status ? out.str()
                : std::string(diag::info(status.error().code).id) + ": " + status.error().message();
}

TEST(JoinedTables, HaveTheRowsOfTheFirstAndTheColumnsOfBoth) {
  EXPECT_EQ(joined("index,arch,valid\n3,\"a,b\",61\n1,c,62\n2,d,63\n", "valid,index,pixel2\n0,1,9.5\n0,3,7\n",
                   "index"),
            "index,arch,valid,pixel2\n3,\"a,b\",61,7\n1,c,62,9.5\n2,d,63,\n");
}

TEST(JoinedTables, ARowOfTheOtherMayStandBehindSeveral) {
  EXPECT_EQ(joined("arch,set\na,x\na,y\n", "arch,ms\na,7\n", "arch"), "arch,set,ms\na,x,7\na,y,7\n");
}

TEST(JoinedTables, MistakesAreToldByCode) {
  EXPECT_THAT(joined("index,arch\n1,a\n", "indx,ms\n1,7\n", "index"), HasSubstr("E0731"));
  EXPECT_THAT(joined("arch\na\n", "index,ms\n1,7\n", "index"), HasSubstr("E0731"));
  EXPECT_THAT(joined("", "index,ms\n1,7\n", "index"), HasSubstr("E0901"));
  EXPECT_THAT(joined("index\n1\n", "index,ms\n1,7\n1,8\n", "index"), HasSubstr("wrong on line 3"));
  EXPECT_THAT(joined("index\n1\n", "index,ms\n1\n", "index"), HasSubstr("it has 1 fields, the heading 2"));
  EXPECT_THAT(joined("index\n1,2\n", "index,ms\n1,7\n", "index"), HasSubstr("wrong on line 2"));
}

}  // namespace
}  // namespace nasg::benchmarks
