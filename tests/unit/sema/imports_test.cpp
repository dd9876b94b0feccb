// SPDX-License-Identifier: Apache-2.0
// Programs of several files.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using testing::Checked;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::space;

/// A folder of files that goes when the test ends.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("nasg_imports_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  Checked check(const std::string& text) const { return Checked(text, (path_ / "main.nasg").string()); }

 private:
  std::filesystem::path path_;
};

TEST(Imports, AFileIsFoundBesideTheOneThatImportsIt) {
  const Folder folder;
  folder.write("ops.nasg", "op mine = relu >> gelu;\n");
  EXPECT_THAT(folder.check("import \"ops.nasg\";\n" + space("start = mine | id;")).found(), IsEmpty());
}

TEST(Imports, AMissingFileIsReportedWhereItIsImported) {
  const Folder folder;
  const Checked checked = folder.check("import \"none.nasg\";\n" + space("start = relu | id;"));
  EXPECT_THAT(checked.codes(), ElementsAre("E0901"));
  EXPECT_EQ(checked.first().primary.begin, 7u);
}

TEST(Imports, AMissingModuleSuggestsTheNearest) {
  const Checked checked("import std.topolgy;\n" + space("start = relu | id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0208 1:8 there is no module `std.topolgy`"));
  EXPECT_EQ(checked.first().fixes.at(0).replacement, "std.topology");
}

TEST(Imports, ANameOfTheStandardLibrarySuggestsItsModule) {
  for (const std::string& text :
       {space("start = conv3x3 | id;"), "import std.topology;\n" + space("start = conv3x3 | id;"),
        std::string("space S extends NB201 {}")}) {
    const Checked checked(text);
    ASSERT_THAT(checked.codes(), ElementsAre("E0203"));
    const diag::Fix& fix = checked.first().fixes.at(0);
    std::string mended = text;
    mended.replace(fix.place.begin, fix.place.end - fix.place.begin, fix.replacement);
    EXPECT_THAT(Checked(mended).found(), IsEmpty()) << mended;
  }
}

TEST(Imports, ACycleIsRefused) {
  const Folder folder;
  folder.write("a.nasg", "import \"b.nasg\";\nop a = relu;\n");
  folder.write("b.nasg", "import \"a.nasg\";\nop b = relu;\n");
  EXPECT_THAT(folder.check("import \"a.nasg\";\n" + space("start = a | id;")).codes(), ElementsAre("E0210"));
}

TEST(Imports, ANameOfTwoImportsIsAnErrorOnlyWhenItIsUsed) {
  const Folder folder;
  folder.write("a.nasg", "op f = relu;\nop g = relu;\n");
  folder.write("b.nasg", "op f = gelu;\n");
  const std::string imports = "import \"a.nasg\";\nimport \"b.nasg\";\n";
  EXPECT_THAT(folder.check(imports + space("start = g | id;")).found(), IsEmpty());
  const Checked checked = folder.check(imports + space("start = f | id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0202 3:44 `f` is defined by several imports"));
  EXPECT_EQ(checked.first().labels.size(), 2u);
  EXPECT_THAT(folder.check(imports + "op f = silu;\n" + space("start = f | id;")).found(), IsEmpty());
}

TEST(Imports, NamesOfAnImportsImportsAreNotSeen) {
  const Folder folder;
  folder.write("a.nasg", "op f = relu;\n");
  folder.write("b.nasg", "import \"a.nasg\";\nop g = f >> f;\n");
  EXPECT_THAT(folder.check("import \"b.nasg\";\n" + space("start = g | id;")).found(), IsEmpty());
  EXPECT_THAT(folder.check("import \"b.nasg\";\n" + space("start = f | id;")).codes(), ElementsAre("E0203"));
}

TEST(Imports, ASearchMayNameAnImportedSpace) {
  Checked checked("import std.nb201;\nsearch q on NB201(n = 1) { strategy = random; }");
  EXPECT_THAT(checked.found(), IsEmpty());
  diag::Sink sink;
  EXPECT_TRUE(sema::select_space(checked.program(), checked.sources(), "NB201(width = 8)", sink));
  EXPECT_FALSE(sema::select_space(checked.program(), checked.sources(), "", sink));
  EXPECT_EQ(sink.all().at(0).message(), "which space is meant is not clear: the file defines none");
}

}  // namespace
}  // namespace nasg
