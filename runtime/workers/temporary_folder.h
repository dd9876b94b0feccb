// SPDX-License-Identifier: Apache-2.0
// A folder that is made for one purpose and goes with it.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

namespace nasg::workers {

/// Stands in the system's folder for temporary files. `path` is empty if it could not be made.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace nasg::workers
