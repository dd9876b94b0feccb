// SPDX-License-Identifier: Apache-2.0
// The generated module as people read it, and what happens when there is no plugin.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "compiler/diag/codes/codegen.h"
#include "tests/unit/codegen/compiled.h"

namespace nasg::codegen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string module_of(ir::Space space, int level) {
  const testing::Built built = testing::build(std::move(space));
  const auto found = compiler();
  if (!found) return found.error().message();
  const auto text = (*found)->llvm_ir(*built.space, built.automaton, {level});
  return text ? *text : text.error().message();
}

TEST(GeneratedModule, NamesStatesAndSaysWhatRulesAre) {
  const std::string text = module_of(testing::nb201_like(), 0);
  EXPECT_THAT(text, HasSubstr("@draw.CELL("));
  EXPECT_THAT(text, HasSubstr("; CELL = Cell(OPS, OPS, OPS, OPS, OPS, OPS)"));
  EXPECT_THAT(text, HasSubstr("; OPS = conv3x3"));
}

TEST(GeneratedModule, KeepsWhatConnectionAPlaceAsksForInTheName) {
  EXPECT_THAT(module_of(testing::nb201_like(true), 0), HasSubstr("@draw.OPS.connected("));
}

TEST(GeneratedModule, CarriesTheRoomOnlyWhereDrawsCanRunAway) {
  EXPECT_THAT(module_of(testing::endless_like(0.4), 0), HasSubstr("ptr %end, i64 %room)"));
  EXPECT_THAT(module_of(testing::recursive_like(5), 0), Not(HasSubstr("ptr %end, i64 %room)")));
}

TEST(GeneratedModule, HasItsEntriesAtEveryLevel) {
  for (const int level : {0, 2}) {
    const std::string text = module_of(testing::let_like(), level);
    for (const char* entry :
         {"@sample(", "@mutate(", "@cross(", "@construct(", "@rank(", "@unrank(", "@uniform("}) {
      EXPECT_THAT(text, HasSubstr(entry));
    }
  }
}

TEST(GeneratedModule, NamesEveryValue) {
  for (const int level : {0, 2}) {
    const std::string text = module_of(testing::hnb201_like(), level);
    EXPECT_FALSE(std::regex_search(text, std::regex("%[0-9]"))) << level;
  }
}

TEST(GeneratedModule, IsTheSameEveryTime) {
  EXPECT_EQ(module_of(testing::hnb201_like(), 0), module_of(testing::hnb201_like(), 0));
}

TEST(Plugin, ThatIsDamagedIsAnErrorThatSaysSo) {
  const auto folder = std::filesystem::temp_directory_path() / "nasg_damaged_plugin";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "libnasg_jit.so") << "not a shared object\n";
  setenv("NASG_PLUGINS", folder.c_str(), 1);
  const auto found = compiler();
  unsetenv("NASG_PLUGINS");
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, diag::code::E0501);
  EXPECT_THAT(found.error().message(), HasSubstr("libnasg_jit.so"));
}

}  // namespace
}  // namespace nasg::codegen
