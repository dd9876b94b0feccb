// SPDX-License-Identifier: Apache-2.0
// Where the standard library stands.
#include <cstdlib>
#include <filesystem>

#include "compiler/sema/program.h"

namespace nasg::sema {

std::vector<std::string> stdlib_folders() {
  namespace fs = std::filesystem;
  std::vector<std::string> folders;
  if (const char* given = std::getenv("NASG_STDLIB"); given && *given) folders.emplace_back(given);
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (!failed) folders.push_back((program.parent_path().parent_path() / "share/nasg/stdlib").string());
  return folders;
}

}  // namespace nasg::sema
