// SPDX-License-Identifier: Apache-2.0
// nasgc fmt on files: replaced whole, or left alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kCareless = "space S:[3,8,8]->[3,8,8]{start=id|relu;} // small\n";
const std::string kFormatted = "space S : [3, 8, 8] -> [3, 8, 8] { start = id | relu; }  // small\n";

Finished format(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{program("nasgc"), "fmt"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run(words);
}

struct stat status_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status;
}

TEST(Format, ReplacesFilesAndLeavesNothingElse) {
  const Folder folder;
  const std::string a = folder.write("a.nasg", kCareless);
  const std::string b = folder.write("b.nasg", kCareless);
  EXPECT_EQ(format({a, b}).status, 0);
  EXPECT_EQ(read_file(a), kFormatted);
  EXPECT_EQ(read_file(b), kFormatted);
  EXPECT_THAT(folder.files(), ElementsAre("a.nasg", "b.nasg"));
}

TEST(Format, LeavesAFileThatIsFormattedUntouched) {
  const Folder folder;
  const std::string path = folder.write("a.nasg", kFormatted);
  const auto before = status_of(path).st_ino;
  EXPECT_EQ(format({path}).status, 0);
  EXPECT_EQ(status_of(path).st_ino, before);
}

TEST(Format, CheckingListsWhatWouldChangeAndChangesNothing) {
  const Folder folder;
  const std::string careless = folder.write("a.nasg", kCareless);
  const std::string good = folder.write("b.nasg", kFormatted);
  const auto result = format({"--check", careless, good});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, careless + "\n");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(read_file(careless), kCareless);
  EXPECT_EQ(format({"--check", good}).status, 0);
}

TEST(Format, AFileWithErrorsStaysAndTheOthersAreFormatted) {
  const Folder folder;
  const std::string wrong = folder.write("a.nasg", "space S {start=;}\n");
  const std::string careless = folder.write("b.nasg", kCareless);
  const auto result = format({wrong, careless});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("a.nasg:1:16: error"));
  EXPECT_EQ(read_file(wrong), "space S {start=;}\n");
  EXPECT_EQ(read_file(careless), kFormatted);
}

TEST(Format, WritesElsewhereWhenToldTo) {
  const Folder folder;
  const std::string path = folder.write("a.nasg", kCareless);
  const std::string target = folder.path() + "/b.nasg";
  EXPECT_EQ(format({path, "-o", target}).status, 0);
  EXPECT_EQ(read_file(path), kCareless);
  EXPECT_EQ(read_file(target), kFormatted);
  EXPECT_EQ(format({path, path, "-o", target}).status, 2);
}

TEST(Format, KeepsPermissionsAndLinks) {
  const Folder folder;
  const std::string path = folder.write("a.nasg", kCareless);
  const std::string link = folder.path() + "/link.nasg";
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  std::filesystem::create_symlink("a.nasg", link);
  EXPECT_EQ(format({link}).status, 0);
  EXPECT_TRUE(S_ISLNK(status_of(link).st_mode));
  EXPECT_EQ(status_of(path).st_mode & 07777U, 0640U);
  EXPECT_EQ(read_file(path), kFormatted);
}

}  // namespace
}  // namespace nasg::testing
