// SPDX-License-Identifier: Apache-2.0
// Finds definitions by the words that begin them.
#include "compiler/sema/library_index.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "compiler/sema/module_files.h"

namespace nasg::sema {

const std::multimap<std::string, std::string>& LibraryIndex::definitions() const {
  if (modules_) return *modules_;
  modules_.emplace();
  for (const ModuleFile& file : module_files(folders_)) read(file.name, file.path);
  return *modules_;
}

std::vector<std::string> LibraryIndex::modules_with(const std::string& name) const {
  std::vector<std::string> found;
  for (auto [at, end] = definitions().equal_range(name); at != end; ++at) found.push_back(at->second);
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

void LibraryIndex::read(const std::string& module, const std::string& path) const {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string keyword;
    std::string name;
    if (!(words >> keyword >> name) || (keyword != "op" && keyword != "topology" && keyword != "space"))
      continue;
    const auto rest = std::ranges::find_if_not(
        name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c >= 0x80; });
    modules_->emplace(std::string(name.begin(), rest), module);
  }
}

}  // namespace nasg::sema
