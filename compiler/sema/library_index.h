// SPDX-License-Identifier: Apache-2.0
// What the modules of the standard library define, for suggestions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nasg::sema {

/// Reads the texts of the modules when it is first asked; they are not parsed. Not thread-safe.
class LibraryIndex {
 public:
  explicit LibraryIndex(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  /// The modules by the names of the ops, topologies and spaces that they define.
  const std::multimap<std::string, std::string>& definitions() const;
  /// The modules that define an op, a topology or a space of this name, as in `std.vision`; sorted.
  std::vector<std::string> modules_with(const std::string& name) const;

 private:
  void read(const std::string& module, const std::string& path) const;

  std::vector<std::string> folders_;
  mutable std::optional<std::multimap<std::string, std::string>> modules_;  ///< by name
};

}  // namespace nasg::sema
