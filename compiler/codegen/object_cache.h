// SPDX-License-Identifier: Apache-2.0
// Compiled objects, kept on disk between runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nasg::codegen {

/// One file an entry, named after a hash of its key; the key stands in it in full, so that two keys of one
/// hash are not confused, and a checksum, so that what is cut short or altered is not used. Entries appear
/// whole or not at all (they are renamed into place), so that any number of processes may use a folder at
/// once. Whatever goes wrong with the disk, the worst is that something is compiled again: no function
/// reports an error.
class ObjectCache {
 public:
  /// Entries take at most so many bytes together; the one longest unused goes first.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20;

  /// An empty folder keeps nothing. The folder is made when the first entry is stored, for its owner alone;
  /// one that others may write to, or that belongs to another user, is not used, since its objects are run.
  explicit ObjectCache(std::string folder, std::uint64_t max_bytes = kMaxBytes)
      : folder_(std::move(folder)), max_bytes_(max_bytes) {}

  /// A damaged entry is none.
  std::optional<std::string> find(std::string_view key) const;
  void store(std::string_view key, std::string_view object) const;

 private:
  bool is_safe() const;
  std::string path_of(std::string_view key) const;
  void trim() const;

  std::string folder_;
  std::uint64_t max_bytes_;
};

/// Where the environment says that objects are kept: in the folder NASG_CACHE (empty or `off`: nowhere), else
/// in nasg/objects within XDG_CACHE_HOME, else within ~/.cache. Empty if there is no such place.
std::string cache_folder();

}  // namespace nasg::codegen
