// SPDX-License-Identifier: Apache-2.0
// Files of benchmarks: what is read of them, and what is told of damaged ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <fstream>
#include <sstream>

#include "compiler/diag/codes/search.h"
#include "search/benchmarks/convert_table.h"
#include "search/benchmarks/nasbench101_file.h"
#include "search/benchmarks/tf_records.h"

namespace nasg::benchmarks {
namespace {

using testing::HasSubstr;

std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xff);
  return text;
}

std::string record(const std::string& text) {
  const auto sum = [](const std::string& bytes) {
    return little_endian(std::rotr(crc32c(bytes), 15) + 0xa282ead8U, 4);
  };
  const std::string length = little_endian(text.size(), 8);
  return length + sum(length) + text + sum(text);
}

std::string base64(const std::string& bytes) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = 0; j < 3; ++j)
      three = three << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      text += i + j <= bytes.size() ? digits[three >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

/// The fields seconds, train, valid, test of an evaluation, as doubles.
std::string evaluation(double seconds, double train, double valid, double test) {
  std::string fields;
  int number = 2;
  for (const double value : {seconds, train, valid, test}) {
    fields += static_cast<char>(number++ << 3 | 1);
    fields += little_endian(std::bit_cast<std::uint64_t>(value), 8);
  }
  return std::string("\x0a") + static_cast<char>(fields.size()) + fields;
}

/// One training of a cell; it was evaluated at its beginning too.
std::string run(const std::string& hash, int epochs, double valid, double test) {
  const std::string params = "\x10\xac\x02";  // 300
  const std::string metrics = evaluation(0, 0.1, 0.1, 0.1) + params + evaluation(12.5, 1, valid, test);
  return record("[\"" + hash + "\", " + std::to_string(epochs) +
                ", \"011001000\", \"input,conv3x3-bn-relu,output\", \"" + base64(metrics) + "\"]");
}

struct Convert : ::testing::Test {
  std::string converted(const std::string& format, const std::string& bytes) {
    const std::string path =
        testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ofstream(path, std::ios::binary) << bytes;
    std::ostringstream out;
    const diag::Status status = convert_table(format, path, out);
    return status ? out.str() : status.error().message();
  }
};

TEST(TfRecords, ChecksumsAreThoseOfTheirRfc) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
}

TEST_F(Convert, NasBench101IsMeansOverTheRunsOfEachCell) {
  EXPECT_EQ(converted("nasbench101", run("b", 4, 0.5, 0.25) + run("a", 108, 0.875, 0.75) +
                                         run("b", 4, 0.75, 0.5) + run("b", 108, 0.9375, 0.5)),
            "hash,adj,ops,params,train_4,valid_4,test_4,seconds_4,runs_4,train_108,valid_108,test_108,"
            "seconds_108,runs_108\n"
            "a,011/001/000,input conv3x3 output,300,,,,,0,100,87.5,75,12.5,1\n"
            "b,011/001/000,input conv3x3 output,300,100,62.5,37.5,12.5,2,100,93.75,50,12.5,1\n");
}

TEST_F(Convert, DamagedRecordsAreTold) {
  std::string bytes = run("a", 4, 0.5, 0.25) + run("b", 4, 0.5, 0.25);
  EXPECT_THAT(converted("nasbench101", bytes.substr(0, bytes.size() - 3)), HasSubstr("record 2 is cut off"));
  EXPECT_THAT(converted("nasbench101", bytes + "\x01"), HasSubstr("record 3 is cut off"));
  std::string length = bytes, content = bytes;
  length[1] ^= 1;
  content[20] ^= 1;
  EXPECT_THAT(converted("nasbench101", length),
              HasSubstr("the length of record 1 does not match its checksum"));
  EXPECT_THAT(converted("nasbench101", content), HasSubstr("record 1 does not match its checksum"));
  EXPECT_THAT(converted("nasbench101", record("[1, 2]")), HasSubstr("a record is no training of a cell"));
  EXPECT_THAT(converted("nasbench101", record(R"(["a", 4, "0110", "input,output", "////"])")),
              HasSubstr("a record is no training of a cell"));
  EXPECT_THAT(converted("nasbench101", record(R"(["a", 4, "011", "input,output", ""])")),
              HasSubstr("a record is no training of a cell"));
}

TEST_F(Convert, NasBenchMacroIsARowForEachCode) {
  EXPECT_EQ(
      converted("nasbenchmacro", R"({"10": {"test_acc": [1, 2.5, 3], "mean_acc": 2, "std": 0.5, "params": 7,)"
                                 R"( "flops": 9}})"),
      "code,mean_acc,std,acc1,acc2,acc3,params,flops\n10,2,0.5,1,2.5,3,7,9\n");
  EXPECT_THAT(converted("nasbenchmacro", "[]"), HasSubstr("it is no JSON object"));
  EXPECT_THAT(converted("nasbenchmacro", R"({"10": {"test_acc": [1]}})"),
              HasSubstr("`10` has no three accuracies"));
  EXPECT_THAT(converted("nasbenchmacro", R"({"10": {"test_acc": [1, 2, "x"]}})"),
              HasSubstr("`10` lacks a number"));
  EXPECT_THAT(converted("nasbenchmacro", ""), HasSubstr("empty"));
}

}  // namespace
}  // namespace nasg::benchmarks
