// SPDX-License-Identifier: Apache-2.0
// A folder that is made for one purpose and goes with it.
#include "runtime/workers/temporary_folder.h"

#include <cstdlib>

namespace nasg::workers {

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  if (error) return;
  std::string pattern = (parent / "nasg-XXXXXX").string();
  if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace nasg::workers
