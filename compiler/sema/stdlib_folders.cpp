// SPDX-License-Identifier: Apache-2.0
// Where the standard library stands.
#include <algorithm>
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

std::string module_path(std::string name) {
  std::ranges::replace(name, '.', '/');
  return name + ".nasg";
}

std::string program_file(const std::string& name, const std::vector<std::string>& folders) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::exists(name, ignored) || name.find('/') != std::string::npos) return name;
  for (const std::string& folder : folders) {
    const fs::path file = fs::path(folder) / module_path(name);
    if (fs::is_regular_file(file, ignored)) return file.string();
  }
  return name;
}

}  // namespace nasg::sema
