// SPDX-License-Identifier: Apache-2.0
// Temporary files and settings for the tests of data.
#pragma once

#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/setting.h"

namespace nasg::training::testing {

/// A folder of its own, gone with the object.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("nasg-" + name + "-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name = "") const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  void write_compressed(const std::string& name, const std::string& bytes) const {
    gzFile file = gzopen(path(name).c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
  }

 private:
  std::filesystem::path path_;
};

/// `name(key = value, …)`
inline ir::Setting call(std::string name, std::vector<ir::Setting::Named> named = {}) {
  return {ir::Setting::Call{std::move(name), {}, std::move(named)}, {}};
}
inline ir::Setting number(double value) {
  return {value, {}};
}
inline ir::Setting text(std::string value) {
  return {std::move(value), {}};
}

}  // namespace nasg::training::testing
