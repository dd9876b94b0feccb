// SPDX-License-Identifier: Apache-2.0
// Files and texts into sources.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "compiler/diag/codes/files.h"
#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

std::string refusal(const std::string& text) {
  diag::SourceMap sources;
  const auto added = add_source(sources, "t.nasg", text);
  return added ? "" : added.error().message();
}

TEST(Source, OfUtf8IsTaken) {
  EXPECT_EQ(refusal("// ä 日 😀\n"), "");
  EXPECT_EQ(refusal(""), "");
}

TEST(Source, ThatIsNoTextNamesTheByteAndItsOffset) {
  EXPECT_EQ(refusal("op \xff = a;"),
            "`t.nasg` is not a text file: it holds byte 0xff at offset 3, which is not UTF-8");
  EXPECT_EQ(refusal("ab\xc3"),
            "`t.nasg` is not a text file: it holds byte 0xc3 at offset 2, which is not UTF-8");
  EXPECT_EQ(refusal(std::string("\x7f"
                                "ELF\0\1",
                                6)),
            "`t.nasg` is not a text file: it holds a zero byte at offset 4");
}

TEST(Source, RefusesOverlongFormsAndSurrogates) {
  EXPECT_NE(refusal("\xc0\xaf"), "") << "an overlong slash";
  EXPECT_NE(refusal("\xe0\x80\xaf"), "");
  EXPECT_NE(refusal("\xed\xa0\x80"), "") << "a surrogate";
  EXPECT_NE(refusal("\xf4\x90\x80\x80"), "") << "beyond U+10FFFF";
  EXPECT_NE(refusal("\xf5\x80\x80\x80"), "");
  EXPECT_EQ(refusal("\xf4\x8f\xbf\xbf"), "") << "U+10FFFF itself";
}

TEST(Source, LosesItsByteOrderMark) {
  diag::SourceMap sources;
  const auto id = add_source(sources, "t.nasg", "\xEF\xBB\xBFop f = relu;");
  ASSERT_TRUE(id.ok());
  diag::Sink sink;
  const Module module = parse(sources, *id, sink);
  EXPECT_FALSE(sink.has_errors());
  EXPECT_EQ(sources[*id].locate(module.ops.at(0).name.place.begin).column, 4U);
}

TEST(Source, MayEndItsLinesTheWindowsWay) {
  const Parsed parsed("op f = relu;\r\nop g = ;\r\n");
  EXPECT_EQ(parsed.errors(), std::vector<std::string>{"2:8: E0101 expected an expression, found `;`"});
}

class Folder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("nasg_source_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(Folder, WithAFileGivesItsText) {
  const std::string path = folder_ / "a.nasg";
  std::ofstream(path) << "op f = relu;\n";
  diag::SourceMap sources;
  const auto id = read_source(sources, path);
  ASSERT_TRUE(id.ok());
  EXPECT_EQ(sources[*id].text(), "op f = relu;\n");
  EXPECT_EQ(sources[*id].path(), path);
}

TEST_F(Folder, WithoutTheFileSaysSo) {
  diag::SourceMap sources;
  const std::string path = folder_ / "none.nasg";
  const auto id = read_source(sources, path);
  ASSERT_FALSE(id.ok());
  EXPECT_EQ(id.error().code, diag::code::E0901);
  EXPECT_EQ(id.error().message(), "cannot read `" + path + "`: No such file or directory");
}

TEST_F(Folder, IsNoFile) {
  diag::SourceMap sources;
  const auto id = read_source(sources, folder_);
  ASSERT_FALSE(id.ok());
  EXPECT_EQ(id.error().message(), "cannot read `" + folder_.string() + "`: it is a folder");
}

}  // namespace
}  // namespace nasg::grammar::testing
