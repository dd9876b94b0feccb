// SPDX-License-Identifier: Apache-2.0
// The example at the end of each command's help does what it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> commands() {
  std::istringstream help(run({program("nasgc"), "--help"}).out);
  std::vector<std::string> names;
  bool listed = false;
  for (std::string line; std::getline(help, line);) {
    if (listed && line.starts_with("  ") && line[2] != ' ')
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    listed = listed || line == "Subcommands:";
  }
  return names;
}

TEST(Examples, OfEveryCommandRun) {
  const std::string path =
      "PATH=" + std::filesystem::path(program("nasgc")).parent_path().string() + ":$PATH; set -eo pipefail; ";
  const std::string head = "\nExample:\n  ";
  for (const std::string& command : commands()) {
    if (command == "lsp") continue;  // it waits for an editor
    const std::string help = run({program("nasgc"), command, "--help"}).out;
    const std::size_t at = help.find(head);
    ASSERT_NE(at, std::string::npos) << command;
    const Folder folder;
    const auto result =
        run({"bash", "-c", path + "cd " + folder.path() + "; " + help.substr(at + head.size())});
    EXPECT_EQ(result.status, 0) << command << ": " << result.err;
    EXPECT_THAT(result.err, IsEmpty()) << command;
    const bool silent = command == "check" || command == "completion";
    EXPECT_TRUE(silent || !result.out.empty() || !folder.files().empty()) << command;
  }
  EXPECT_THAT(commands(), Not(IsEmpty()));
}

}  // namespace
}  // namespace nasg::testing
