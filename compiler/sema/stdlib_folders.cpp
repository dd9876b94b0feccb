// SPDX-License-Identifier: Apache-2.0
// Where modules stand.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "compiler/sema/module_files.h"
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

std::vector<ModuleFile> module_files(const std::vector<std::string>& folders) {
  namespace fs = std::filesystem;
  std::vector<ModuleFile> files;
  for (const std::string& folder : folders) {
    std::error_code failed;
    for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
         at.increment(failed)) {
      if (at->path().extension() != ".nasg") continue;
      std::string name = at->path().lexically_relative(folder).replace_extension().string();
      std::ranges::replace(name, '/', '.');
      files.push_back({std::move(name), at->path().string()});
    }
  }
  return files;
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
