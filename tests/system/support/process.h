// SPDX-License-Identifier: Apache-2.0
// Runs a program as a person's shell would, and keeps what came of it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace nasg::testing {

struct Finished {
  int status = -1;  ///< exit status; 128 + the signal if one ended it; -1 if it was killed at the limit
  std::string out;
  std::string err;
};

/// Runs `arguments[0]` (found on PATH if it has no slash) with the text as standard input and waits for it.
/// It is killed when it takes longer than the limit.
Finished run(const std::vector<std::string>& arguments, const std::string& input = {},
             std::chrono::seconds limit = std::chrono::seconds(60));

/// The path of a built program.
std::string program(const std::string& name);

/// A new folder, removed with all that is in it when the object goes.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  /// Writes a file into the folder; its path comes back.
  std::string write(const std::string& name, const std::string& content) const;
  /// Names of the files in it, sorted.
  std::vector<std::string> files() const;

 private:
  std::string path_;
};

std::string read_file(const std::string& path);
/// How often a text holds another.
std::size_t occurrences(const std::string& text, const std::string& what);

}  // namespace nasg::testing
