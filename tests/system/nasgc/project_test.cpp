// SPDX-License-Identifier: Apache-2.0
// nasg.toml and -I: where imports are found, which warnings are waived; and the files that a result hangs on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Project : public ::testing::Test {
 protected:
  Project() {
    std::filesystem::create_directories(folder_.path() + "/lib/lab");
    std::filesystem::create_directories(folder_.path() + "/spaces");
    folder_.write("lib/lab/blocks.nasg", "op wide = conv2d(2*C, kernel = 3, padding = 1);\n");
    space_ = folder_.write("spaces/s.nasg",
                           "import lab.blocks;\n"
                           "space S : [3, 8, 8] -> [6, 8, 8] { start = A >> wide; A = id | relu | relu; }\n");
  }

  void write_project(const std::string& text) const { folder_.write("nasg.toml", text); }
  Finished check(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {program("nasgc"), "check", space_});
    return run(options);
  }

  Folder folder_;
  std::string space_;
};

TEST_F(Project, NamesFoldersOfImportsAndWaivesWarnings) {
  write_project(
      "edition = 1\nimports = [\"lib\"]\n"
      "[[waive]]\nwarning = \"duplicate-alternative\"\nfile = \"spaces/*\"\nreason = \"as published\"\n");
  const auto checked = check();
  EXPECT_EQ(checked.status, 0);
  EXPECT_THAT(checked.err, IsEmpty());
  const auto counted = run({program("nasgc"), "count", space_, "-Werror"});
  EXPECT_EQ(counted.out, "3\n") << "a waived warning is no error either";
  EXPECT_THAT(counted.err, IsEmpty());
  const auto repl = run({program("nasg"), "-c", "load " + space_});
  EXPECT_THAT(repl.err, IsEmpty());
}

TEST_F(Project, WaivesOnlyWhatItNames) {
  const std::string imports = "imports = [\"lib\"]\n[[waive]]\nreason = \"r\"\n";
  for (const char* other : {"warning = \"W0221\"", "warning = \"W0218\"\nfile = \"other/*\"",
                            "warning = \"W0218\"\nmessage = \"`B`\""}) {
    write_project(imports + other + "\n");
    EXPECT_THAT(check().err, HasSubstr("W0218")) << other;
  }
  write_project(imports + "warning = \"W0218\"\nmessage = \"`A`\"\n");
  EXPECT_THAT(check().err, IsEmpty());
}

TEST_F(Project, IsThatOfTheNearestFolder) {
  write_project("imports = [\"lib\"]\n");
  EXPECT_THAT(check().err, AllOf(HasSubstr("W0218"), Not(HasSubstr("E0208"))));
  folder_.write("spaces/nasg.toml", "");
  EXPECT_THAT(check().err, HasSubstr("E0208"));
}

TEST_F(Project, MistakesInItHaveTheirPlaceAndTheRestHolds) {
  write_project(
      "edition = 2\nimprts = 3\nimports = [\"lib\", 5]\n"
      "[[waive]]\nwarning = \"duplicate-alternatve\"\nreason = \"r\"\n[[waive]]\nwarning = \"W0218\"\n");
  const auto result = check();
  EXPECT_EQ(result.status, 1);
  for (const char* part :
       {"nasg.toml:1:11: error: this is edition 1", "nasg.toml:2:1: error: there is no key `imprts`",
        "did you mean `imports`?", "nasg.toml:3:19: error: a folder of `imports` is a text",
        "nasg.toml:5:11: error: there is no warning", "did you mean `duplicate-alternative`?",
        "nasg.toml:7:1: error: a waiver needs `reason`"})
    EXPECT_THAT(result.err, HasSubstr(part));
  EXPECT_THAT(result.err, Not(HasSubstr("E0208")));
  write_project("imports =\n");
  EXPECT_THAT(check().err, HasSubstr("nasg.toml:1:10: error: "));
}

TEST_F(Project, TheCommandLineNamesFoldersToo) {
  EXPECT_THAT(check({"-I", folder_.path() + "/lib"}).err, Not(HasSubstr("E0208")));
  const auto module = run({program("nasgc"), "fmt", "--check", folder_.path() + "/lib/lab/blocks.nasg"});
  EXPECT_EQ(module.status, 0);
  EXPECT_EQ(run({program("nasgc"), "check", "lab.blocks", "-I", folder_.path() + "/lib"}).status, 0);
}

TEST_F(Project, ADepfileNamesAllThatWasRead) {
  write_project("imports = [\"lib\"]\n");
  const std::string at = folder_.path();
  const auto built = run({"env", "-C", at, program("nasgc"), "build", "spaces/s.nasg", "--emit=header", "-o",
                          "the space.h", "--depfile", "s.d"});
  EXPECT_EQ(built.status, 0);
  EXPECT_EQ(read_file(at + "/s.d"),
            "the\\ space.h: \\\n  spaces/s.nasg \\\n  nasg.toml \\\n  lib/lab/blocks.nasg\n");
  const auto nowhere = run({program("nasgc"), "count", space_, "--depfile", at + "/t.d"});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("E0918"));
  EXPECT_FALSE(std::filesystem::exists(at + "/t.d"));
}

}  // namespace
}  // namespace nasg::testing
