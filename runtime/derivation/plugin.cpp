// SPDX-License-Identifier: Apache-2.0
// Finds and opens plugins beside the running program.
#include "runtime/derivation/plugin.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace nasg::derivation {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> plugin_folders() {
  std::vector<fs::path> folders;
  if (const char* named = std::getenv("NASG_PLUGINS"); named != nullptr && *named != '\0') {
    folders.emplace_back(named);
  }
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  if (!program.empty()) {
    folders.push_back(program.parent_path().parent_path() / "lib");
    folders.push_back(program.parent_path());
  }
  return folders;
}

}  // namespace

FoundFile find_beside(const std::string& file) {
  std::string searched;
  for (const fs::path& folder : plugin_folders()) {
    std::error_code ignored;
    if (fs::exists(folder / file, ignored)) return {(folder / file).string(), ""};
    searched += (searched.empty() ? "" : ", ") + folder.string();
  }
  return {std::nullopt, file + " is in none of " + searched};
}

PluginSymbol load_plugin(const std::string& name, const std::string& symbol) {
  const FoundFile file = find_beside("lib" + name + ".so");
  if (!file.path) return {nullptr, file.why};
  void* handle = dlopen(file.path->c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return {nullptr, dlerror()};
  void* address = dlsym(handle, symbol.c_str());
  if (address == nullptr) return {nullptr, *file.path + " has no symbol " + symbol};
  return {address, ""};
}

}  // namespace nasg::derivation
