// SPDX-License-Identifier: Apache-2.0
// Files of benchmarks: what is read of them, and what is told of damaged ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
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

TEST_F(Convert, NasBench301IsARowForEachTraining) {
  // Nodes of a cell take the edges 0-1, 2-4, 5-8, 9-13, two each.
  const auto training = [](const std::string& fifth, const std::string& rest) {
    nlohmann::json setting;
    const auto edge = [&](const std::string& cell, int number, const std::string& op) {
      setting["NetworkSelectorDatasetInfo:darts:edge_" + cell + "_" + std::to_string(number)] = op;
    };
    for (const auto& [number, op] : std::vector<std::pair<int, std::string>>{
             {0, "skip_connect"}, {1, "a"}, {2, "b"}, {3, "c"}, {5, "d"}, {7, "e"}, {10, "f"}})
      edge("normal", number, op);
    edge("normal", 11, fifth);
    for (const int number : {0, 1, 3, 4, 7, 8, 9, 13}) edge("reduce", number, "p");
    setting["NetworkSelectorDatasetInfo:darts:layers"] = 8;
    setting["NetworkSelectorDatasetInfo:darts:init_channels"] = 16;
    return R"({"optimized_hyperparamater_config": )" + setting.dump() + rest + "}";
  };
  const std::string rest =
      R"(, "budget": 50, "info": [{"val_accuracy": 93.5, "model_parameters": 300}], "test_accuracy": 93, "runtime": 9)";
  const std::string headings =
      "normal,reduce,layers,init_channels,epochs,val_accuracy,test_accuracy,params,seconds\n";
  const std::string cells =
      "skip_connect:0 a:1 b:0 c:1 d:0 e:2 f:1 g:2,p:0 p:1 p:1 p:2 p:2 p:3 p:0 p:4,8,16,";
  EXPECT_EQ(converted("nasbench301", training("g", rest)), headings + cells + "50,93.5,93,300,9\n");
  EXPECT_EQ(converted("nasbench301", training("g", "")), headings + cells + ",,,,\n");
  EXPECT_THAT(converted("nasbench301", R"({"optimized_hyperparamater_config": {}})"),
              HasSubstr("its cells do not have two edges at each node"));
  EXPECT_THAT(converted("nasbench301", "[]"), HasSubstr("it is no training"));

  const std::string folder = testing::TempDir() + "nb301";
  std::filesystem::create_directories(folder + "/b");
  std::ofstream(folder + "/b/results_2.json") << training("h", "");
  std::ofstream(folder + "/results_1.json") << training("g", "");
  std::ofstream(folder + "/other.json") << "{}";
  std::ostringstream out;
  ASSERT_TRUE(convert_table("nasbench301", folder, out).ok());
  EXPECT_THAT(out.str(), HasSubstr("g:2"));
  EXPECT_THAT(out.str(), HasSubstr("h:2"));
  EXPECT_FALSE(convert_table("nasbenchmacro", folder, out).ok());
}

TEST_F(Convert, SuiteZeroIsReadInBothOfItsLayouts) {
  EXPECT_EQ(
      converted("zc_nasbench201", R"~({"cifar10": {"(4, 3, 2, 1, 0, 3)": {"idx": "7", "val_accuracy": 84.5,
                "synflow": {"score": 2.5, "time": 0.1}, "jacov": {"score": NaN}}},
                "cifar100": {"(0, 0, 0, 0, 0, 0)": {"jacov": {"score": -Infinity}, "val_accuracy": 60}}})~"),
      "arch,dataset,synflow,val_accuracy\n"
      "|avg_pool_3x3~0|+|nor_conv_1x1~0|none~1|+|nor_conv_3x3~0|skip_connect~1|nor_conv_1x1~2|,"
      "cifar10,2.5,84.5\n"
      "|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|,"
      "cifar100,,60\n");
  EXPECT_EQ(
      converted("zc_nasbench201", R"~({"nasbench201": {"cifar10": {"(1, 1, 1, 1, 1, 1)": {"snip": 3}}}})~"),
      "arch,dataset,snip\n|none~0|+|none~0|none~1|+|none~0|none~1|none~2|,cifar10,3\n");
}

TEST_F(Convert, TwoCellsOfTheSuiteAreTwoColumns) {
  const std::string normal = "[(0, 4), (1, 3), (0, 2), (2, 3), (2, 3), (0, 3), (2, 6), (3, 5)]",
                    reduce = "[(0, 3), (1, 3), (1, 1), (0, 5), (2, 3), (0, 2), (4, 4), (3, 1)]";
  EXPECT_EQ(
      converted("zc_nasbench301", R"({"cifar10": {"[)" + normal + ", " + reduce + R"(]": {"l2_norm": 9}}})"),
      "normal,reduce,dataset,l2_norm\n"
      "sep_conv_5x5:0 sep_conv_3x3:1 skip_connect:0 sep_conv_3x3:2 sep_conv_3x3:2 sep_conv_3x3:0 "
      "dil_conv_5x5:2 dil_conv_3x3:3,sep_conv_3x3:0 sep_conv_3x3:1 avg_pool_3x3:1 dil_conv_3x3:0 "
      "sep_conv_3x3:2 skip_connect:0 sep_conv_5x5:4 avg_pool_3x3:3,cifar10,9\n");
}

// Its vertices 0, 1, 3, 6 lie on paths; 2 and 4 are read by none, and 5 reads nothing.
TEST_F(Convert, CellsOfTheSuiteLoseTheVerticesOnNoPath) {
  const std::string matrix =
      "0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, "
      "0, "
      "0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, ";
  EXPECT_EQ(converted("zc_nasbench101", R"({"cifar10": {")"
                                        "(" +
                                            matrix + R"~(0, 3, 2, 4, 2, 2, 1)": {"plain": 1}}})~"),
            "adj,ops,dataset,plain\n0100/0011/0001/0000,input conv1x1 conv3x3 output,cifar10,1\n");
}

TEST_F(Convert, OtherSpacesThanThatOfTheSuitesFileAreTold) {
  EXPECT_THAT(converted("zc_nasbench201", R"~({"cifar10": {"(9, 1, 1, 1, 1, 1)": {"snip": 3}}})~"),
              HasSubstr("`(9, 1, 1, 1, 1, 1)` is none of its architectures"));
  for (const char* const format : {"zc_nasbench101", "zc_nasbench201", "zc_nasbench301"}) {
    EXPECT_THAT(converted(format, R"~({"cifar10": {"(1, 1)": {"snip": 3}}})~"),
                HasSubstr("`(1, 1)` is none of its architectures"));
    for (const char* const other : {"[1]", "{}", R"({"cifar10": 1})", R"({"cifar10": {"0": 1}})", "nonsense"})
      EXPECT_THAT(converted(format, other), HasSubstr("it is no JSON object with data sets")) << other;
  }
}

}  // namespace
}  // namespace nasg::benchmarks
