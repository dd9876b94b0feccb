// SPDX-License-Identifier: Apache-2.0
// A folder that is made for one purpose and goes with it.
#pragma once

#include <filesystem>

namespace nasg::workers {

/// Stands in the system's folder for temporary files. `path` is empty if it could not be made. Making one
/// removes those that processes left behind when they were killed: a folder is locked while it is in use.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace nasg::workers
