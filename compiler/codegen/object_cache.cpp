// SPDX-License-Identifier: Apache-2.0
// Entries as files: written beside their place and renamed, checked when read, the oldest removed.
#include "compiler/codegen/object_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "compiler/codegen/fnv.h"

namespace nasg::codegen {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "nasg object 1\n";
constexpr std::string_view kSuffix = ".nasgo";

/// Magic, then these, then the key, then the object.
struct Header {
  std::uint64_t key_size;
  std::uint64_t object_size;
  std::uint64_t checksum;
};

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string encode(std::string_view key, std::string_view object) {
  const Header header{key.size(), object.size(), fnv(object)};
  std::string entry(kMagic);
  entry.append(reinterpret_cast<const char*>(&header), sizeof header);
  return entry.append(key).append(object);
}

std::optional<std::string> decode(std::string_view entry, std::string_view key) {
  Header header{};
  const std::size_t fixed = kMagic.size() + sizeof header;
  if (entry.size() < fixed || !entry.starts_with(kMagic)) return std::nullopt;
  std::memcpy(&header, entry.data() + kMagic.size(), sizeof header);
  entry.remove_prefix(fixed);
  if (header.key_size != key.size() || !entry.starts_with(key)) return std::nullopt;
  entry.remove_prefix(key.size());
  if (entry.size() != header.object_size || fnv(entry) != header.checksum) return std::nullopt;
  return std::string(entry);
}

}  // namespace

bool ObjectCache::is_safe() const {
  struct stat status{};
  if (folder_.empty() || ::stat(folder_.c_str(), &status) != 0) return false;
  return S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
         (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

std::string ObjectCache::path_of(std::string_view key) const {
  return folder_ + '/' + hexadecimal(fnv(key)) + std::string(kSuffix);
}

std::optional<std::string> ObjectCache::find(std::string_view key) const {
  if (!is_safe()) return std::nullopt;
  const std::string path = path_of(key);
  auto object = decode(read_file(path), key);
  // Used now: the last to go.
  if (object) ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
  return object;
}

void ObjectCache::store(std::string_view key, std::string_view object) const {
  const std::string entry = encode(key, object);
  if (folder_.empty() || entry.size() > max_bytes_) return;
  std::error_code error;
  fs::create_directories(fs::path(folder_).parent_path(), error);
  ::mkdir(folder_.c_str(), 0700);
  if (!is_safe()) return;
  std::string temporary = path_of(key) + ".XXXXXX";
  const int file = ::mkstemp(temporary.data());
  if (file < 0) return;
  const bool written = ::write(file, entry.data(), entry.size()) == static_cast<ssize_t>(entry.size());
  const bool closed = ::close(file) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), path_of(key).c_str()) != 0) {
    ::unlink(temporary.c_str());
    return;
  }
  trim();
}

/// Others may remove the same files meanwhile: what is gone is gone. What a writer that was killed left
/// unfinished counts, and goes, like an entry.
void ObjectCache::trim() const {
  struct Entry {
    fs::file_time_type used;
    std::uint64_t size;
    fs::path path;
  };
  std::vector<Entry> entries;
  std::uint64_t total = 0;
  std::error_code error;
  for (auto file = fs::directory_iterator(folder_, error); !error && file != fs::directory_iterator();
       file.increment(error)) {
    if (file->path().filename().string().find(kSuffix) == std::string::npos) continue;
    std::error_code gone;
    const Entry entry{file->last_write_time(gone), file->file_size(gone), file->path()};
    if (gone) continue;
    total += entry.size;
    entries.push_back(entry);
  }
  if (total <= max_bytes_) return;
  std::ranges::sort(entries, {}, &Entry::used);
  for (const Entry& entry : entries) {
    if (total <= max_bytes_) return;
    fs::remove(entry.path, error);
    total -= entry.size;
  }
}

std::string cache_folder() {
  const auto variable = [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  if (const auto named = variable("NASG_CACHE")) return *named == "off" ? "" : *named;
  const auto base = variable("XDG_CACHE_HOME");
  // The XDG specification: a path that is not absolute is not used.
  if (base && base->starts_with('/')) return *base + "/nasg/objects";
  const auto home = variable("HOME");
  return home && home->starts_with('/') ? *home + "/.cache/nasg/objects" : "";
}

}  // namespace nasg::codegen
