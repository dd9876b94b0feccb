// SPDX-License-Identifier: Apache-2.0
// nasgc on files that no one meant for it: a clear error, exit status 1, and never a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <random>
#include <thread>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

Finished check(const std::string& path) {
  return run({program("nasgc"), "check", path});
}

std::string repeated(std::size_t times, const std::string& text) {
  std::string result;
  result.reserve(times * text.size());
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

/// What `nasgc check` may take for a file: 20 seconds of processor time, and 256 MB with 256 bytes more for
/// each byte of the file. (A token takes a hundred bytes, and a tree and a message hang on it.)
Finished check_within_bounds(const std::string& path, std::size_t bytes) {
  const std::size_t kilobytes = 256 * 1024 + bytes / 4;
  const std::string limits = "ulimit -t 20; ulimit -v " + std::to_string(kilobytes);
  return run({"/bin/sh", "-c", limits + "; exec \"$0\" check \"$1\"", program("nasgc"), path});
}

TEST(Bounds, HoldOnMegabytesOfNonsense) {
  const Folder folder;
  std::mt19937 random(5);
  std::string words;
  std::string letters;
  const char* const known[] = {
      "space ", "op ", "let ",   "in ", "a ",  "(",   ")",   "{",  "}",
      "[",      "]",   ";",      "|",   "=",   ">> ", "-> ", ", ", "@ ",
      "^",      "7 ",  "\"x\" ", "..",  "// ", "\n",  "/*",  "*/", "where connected "};
  while (words.size() < (4U << 20)) words += known[random() % std::size(known)];
  while (letters.size() < (4U << 20)) letters += static_cast<char>(' ' + random() % 95);
  for (const std::string& text : {words, letters}) {
    const auto result = check_within_bounds(folder.write("nonsense.nasg", text), text.size());
    EXPECT_EQ(result.status, 1) << result.err.substr(0, 400);
    EXPECT_THAT(result.err, HasSubstr("nonsense.nasg:1:"));
  }
}

TEST(Bounds, HoldOnAMillionNestedParentheses) {
  const Folder folder;
  const std::string text = "op f = " + repeated(1'000'000, "(") + "id" + repeated(1'000'000, ")") + ";\n";
  const auto result = check_within_bounds(folder.write("deep.nasg", text), text.size());
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("E0103"));
}

TEST(BadInput, IntegersPast64BitsAreRefusedWhereTheyStand) {
  const Folder folder;
  for (const std::string number : {"99999999999999999999", "9223372036854775808", "9999999999999999999G"}) {
    const auto result = check(folder.write("large.nasg", "op f = conv2d(" + number + ", kernel = 3);\n"));
    EXPECT_EQ(result.status, 1) << number;
    EXPECT_THAT(result.err, HasSubstr("large.nasg:1:15: error: `" + number)) << number;
    EXPECT_THAT(result.err, HasSubstr("E0105")) << number;
  }
}

TEST(BadInput, ImportsInACircleEndInAMessage) {
  const Folder folder;
  const std::string first = folder.write("a.nasg", "import \"b.nasg\";\n");
  folder.write("b.nasg", "import \"c.nasg\";\n");
  folder.write("c.nasg", "import \"a.nasg\";\n");
  const auto result = check(first);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("E0210"));
}

TEST(BadInput, AFileThatChangesWhileItIsReadIsOneTextOrAnother) {
  const Folder folder;
  const std::string sound = "space S : [3] -> [3] { start = relu" + repeated(20'000, " >> tanh") + "; }\n";
  const std::string path = folder.write("changing.nasg", sound);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (bool whole = false; !done; whole = !whole)
      std::ofstream(path) << sound.substr(0, whole ? sound.size() : sound.size() / 3);
  });
  for (int i = 0; i < 20; ++i) {
    const auto result = check(path);
    EXPECT_TRUE(result.status == 0 || result.status == 1) << result.status << result.err.substr(0, 400);
  }
  done = true;
  writer.join();
}

TEST(BadInput, AMissingFileIsNamed) {
  const auto result = check("/nowhere/at/all.nasg");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("cannot read `/nowhere/at/all.nasg`: No such file or directory"));
  EXPECT_THAT(result.err, HasSubstr("E0901"));
}

TEST(BadInput, AFolderIsNoFile) {
  const Folder folder;
  const auto result = check(folder.path());
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("E0901"));
}

TEST(BadInput, AnEmptyFileIsAProgramWithoutSpaces) {
  const Folder folder;
  const std::string path = folder.write("empty.nasg", "");
  const auto checked = check(path);
  EXPECT_EQ(checked.status, 0);
  EXPECT_THAT(checked.err, IsEmpty());
  const auto counted = run({program("nasgc"), "count", path});
  EXPECT_EQ(counted.status, 1);
  EXPECT_THAT(counted.out, IsEmpty());
  EXPECT_THAT(counted.err, HasSubstr("E0209"));
}

TEST(BadInput, ABinaryFileIsNotText) {
  const Folder folder;
  std::string bytes(100'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>((i * 2654435761U) >> 13);
  const auto result = check(folder.write("binary.nasg", bytes));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("is not a text file"));
  EXPECT_THAT(result.err, HasSubstr("E0902"));
}

TEST(BadInput, AMegabyteOfOpenBracketsIsRefusedQuickly) {
  const Folder folder;
  for (const std::string bracket : {"(", "{", "[", "<"}) {
    const auto result = check(folder.write("brackets.nasg", repeated(1U << 20, bracket)));
    EXPECT_EQ(result.status, 1) << bracket;
    EXPECT_LT(result.err.size(), 100'000U) << bracket;
  }
}

TEST(BadInput, DeepNestingIsRefusedWithAPlace) {
  const Folder folder;
  const std::string text = "space S : [3, 8, 8] -> [3, 8, 8] {\n  start = " + repeated(100'000, "(") + "id" +
                           repeated(100'000, ")") + ";\n}\n";
  const auto result = check(folder.write("deep.nasg", text));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("deep.nasg:2:"));
}

TEST(BadInput, ALongFlatChainIsFine) {
  const Folder folder;
  const std::string text =
      "space S : [3, 8, 8] -> [3, 8, 8] {\n  start = id" + repeated(20'000, " >> id") + ";\n}\n";
  const auto result = check(folder.write("long.nasg", text));
  EXPECT_EQ(result.status, 0) << result.err.substr(0, 400);
}

TEST(BadInput, ADeepTermIsRefused) {
  const Folder folder;
  const std::string path =
      folder.write("s.nasg", "space S : [3, 8, 8] -> [3, 8, 8] { start = id | relu; }\n");
  const auto result =
      run({program("nasgc"), "parse", path, "-"}, repeated(200'000, "(") + "id" + repeated(200'000, ")"));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, StartsWith("<stdin>:1:"));
}

TEST(BadInput, StandardInputIsReadOnce) {
  const auto result =
      run({program("nasgc"), "parse", "-", "-"}, "space S : [3, 8, 8] -> [3, 8, 8] { start = id; }\n");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("E0904"));
}

TEST(BadInput, WrongUsageEndsWithStatusTwo) {
  EXPECT_EQ(run({program("nasgc")}).status, 2);
  EXPECT_EQ(run({program("nasgc"), "chekc"}).status, 2);
  EXPECT_EQ(run({program("nasgc"), "count"}).status, 2);
  EXPECT_EQ(run({program("nasgc"), "sample", "x.nasg", "-n", "many"}).status, 2);
  EXPECT_EQ(run({program("nasgc"), "explain", "E9999"}).status, 2);
}

}  // namespace
}  // namespace nasg::testing
