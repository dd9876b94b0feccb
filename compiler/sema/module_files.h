// SPDX-License-Identifier: Apache-2.0
// The modules that stand in folders of imports.
#pragma once

#include <string>
#include <vector>

namespace nasg::sema {

struct ModuleFile {
  std::string name;  ///< as it is imported: `std.nb201`
  std::string path;
};

/// Every module in these folders and in those within them, folder by folder. A name may stand in several.
std::vector<ModuleFile> module_files(const std::vector<std::string>& folders);

}  // namespace nasg::sema
