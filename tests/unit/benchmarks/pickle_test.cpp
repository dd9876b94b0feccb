// SPDX-License-Identifier: Apache-2.0
// Pickles that Python writes, and tables of those of NAS-Bench-201.
#include "search/benchmarks/pickle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/diag/codes/search.h"
#include "search/benchmarks/convert_table.h"

namespace nasg::benchmarks {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

/// Files that Python wrote, in a folder that goes with the test.
class Pickles : public ::testing::Test {
 protected:
  Pickles() : folder_(fs::path(::testing::TempDir()) / ("pickles" + std::to_string(::getpid()))) {
    fs::create_directory(folder_);
    const std::string command =
        "/usr/bin/python3 " NASG_SOURCE_DIR "/tests/unit/benchmarks/make_nasbench201.py " + folder_.string();
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
  ~Pickles() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string bytes(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }

 private:
  fs::path folder_;
};

Complaint read(const std::string& bytes, Pickle& pickle) {
  std::istringstream in(bytes);
  return read_pickle(in, pickle);
}

/// A value as Python would print it, nearly.
std::string printed(const Pickle& pickle, const Pickle::Value& value) {
  if (const auto text = pickle.text(value)) return "'" + std::string(*text) + "'";
  if (const auto number = pickle.number(value)) {
    std::ostringstream out;
    out.precision(15);
    out << *number;
    return out.str();
  }
  std::string list;
  const auto add = [&](const std::string& item) { list += (list.empty() ? "" : ", ") + item; };
  if (value.kind == Pickle::Kind::kSequence) {
    for (const Pickle::Value& item : pickle.items(value)) add(printed(pickle, item));
    return "[" + list + "]";
  }
  if (value.kind == Pickle::Kind::kDictionary) {
    for (const auto& [key, held] : pickle.entries(value))
      add(printed(pickle, key) + ": " + printed(pickle, held));
    return "{" + list + "}";
  }
  return value.kind == Pickle::Kind::kNone ? "None" : "object";
}

TEST_F(Pickles, ValuesOfEveryProtocolAreRead) {
  for (const char* protocol : {"2", "3", "4", "5"}) {
    Pickle pickle;
    ASSERT_EQ(read(bytes(std::string("values") + protocol + ".pickle"), pickle), "") << protocol;
    const auto values = pickle.items(pickle.root());
    ASSERT_EQ(values.size(), 32U);
    const char* const expected[] = {"0",
                                    "1",
                                    "-1",
                                    "255",
                                    "256",
                                    "65535",
                                    "65536",
                                    "-2147483648",
                                    "1099511627776",
                                    "-1099511627776",
                                    "1",
                                    "0",
                                    "None",
                                    "0.1",
                                    "'text'",
                                    "'ä'",
                                    "'by\xe9tes'",
                                    "[]",
                                    "[1]",
                                    "[1, 2]",
                                    "[1, 2, 3]",
                                    "[1, 2, 3, 4]",
                                    "[]",
                                    "[1]"};
    for (std::size_t i = 0; i < std::size(expected); ++i)
      EXPECT_EQ(printed(pickle, values[i]), expected[i]) << "protocol " << protocol;
    EXPECT_EQ(pickle.items(values[24]).size(), 1500U);
    EXPECT_EQ(pickle.number(pickle.items(values[24])[1499]), 1499);
    EXPECT_EQ(printed(pickle, values[25]) + printed(pickle, values[26]), "{}{'a': 1}");
    EXPECT_EQ(pickle.entries(values[27]).size(), 1500U) << "Python writes a thousand at a time";
    EXPECT_EQ(pickle.number(pickle.entries(values[27])[1499].second), -1499);
    EXPECT_EQ(printed(pickle, values[28]) + printed(pickle, values[29]), "[7][8]");
    EXPECT_EQ(values[30].bits, values[14].bits) << "equal texts are kept once";
    EXPECT_EQ(printed(pickle, values[31]), "object") << "nothing is called";
  }
}

TEST_F(Pickles, OneThatIsCutOffOrDamagedIsToldAndNeverReadBeyond) {
  const std::string whole = bytes("values4.pickle");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    Pickle pickle;
    EXPECT_THAT(read(whole.substr(0, length), pickle), HasSubstr("cut off")) << length;
  }
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (const int bit : {0, 3, 7}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ 1 << bit);
      Pickle pickle;
      read(damaged, pickle);  // whatever it says: it returns
    }
  Pickle pickle;
  EXPECT_EQ(read("\x80\x04\x80", pickle), "byte 3: it is cut off");
  EXPECT_EQ(read("(.", pickle), "byte 2: it takes what is not there");
  EXPECT_EQ(read("u.", pickle), "byte 1: it takes back to where nothing is marked");
  EXPECT_EQ(read("h\x05.", pickle), "byte 2: it remembers what was not put down");
  EXPECT_EQ(read("Nr\xff\xff\xff\xff.", pickle), "byte 6: it puts something down in a place that is far off");
  EXPECT_EQ(read("V", pickle), "byte 1: there is no instruction 0x56, or none that data needs");
}

constexpr const char* kTable =
    "index,arch,params,flops,cifar10_valid_12,cifar10_testhalf_12,cifar10_seconds_12,cifar10_valid_200,"
    "cifar10_testhalf_200,cifar100_valid_200,cifar100_test_200,cifar10_seconds_200,cifar100_seconds_200\n"
    "0,|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|,250000,4500000,80.5,81.5,24.5,80.5,81.5,61,62,"
    "400.5,400.5\n"
    "1,|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|,250000,4500000,81.5,82.5,24.5,81.5,82.5,61,62,"
    "400.5,400.5\n";

TEST_F(Pickles, NasBench201IsTheSameTableFromEachOfItsFiles) {
  for (const char* name : {"simple", "whole2.pickle.pbz2", "whole3.pickle.pbz2", "whole4.pickle.pbz2",
                           "whole5.pickle.pbz2", "whole.pth"}) {
    std::ostringstream out;
    const diag::Status status = convert_table("nasbench201", path(name), out);
    EXPECT_TRUE(status.ok()) << name << ": " << (status.ok() ? "" : status.error().message());
    EXPECT_EQ(out.str(), kTable) << name;
  }
}

TEST_F(Pickles, WhatIsNoFileOfNasBench201IsTold) {
  const auto why = [&](const std::string& name) {
    std::ostringstream out;
    const diag::Status status = convert_table("nasbench201", path(name), out);
    EXPECT_FALSE(status.ok()) << name;
    EXPECT_TRUE(status.ok() || status.error().code == diag::code::E0765) << name;
    return status.ok() ? "" : status.error().message();
  };
  EXPECT_THAT(why("values2.pickle"), HasSubstr("it has no results of architectures"));
  write("zip.pth", "PK\x03\x04");
  EXPECT_THAT(why("zip.pth"), HasSubstr("_use_new_zipfile_serialization=False"));
  const std::string archive = bytes("whole4.pickle.pbz2");
  write("half.pickle.pbz2", archive.substr(0, archive.size() / 2));
  EXPECT_THAT(why("half.pickle.pbz2"), HasSubstr("it is cut off"));
  write("other.pickle.pbz2", "no bzip2");
  EXPECT_THAT(why("other.pickle.pbz2"), HasSubstr("byte 0: it is cut off"));
  fs::create_directory(path("empty"));
  EXPECT_THAT(why("empty"), HasSubstr("it has no `000000.pickle.pbz2`"));
  write("simple/000001.pickle.pbz2", "no bzip2");
  EXPECT_THAT(why("simple"), HasSubstr("000001.pickle.pbz2`: byte 0"));
}

}  // namespace
}  // namespace nasg::benchmarks
