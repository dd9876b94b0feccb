// SPDX-License-Identifier: Apache-2.0
// Makes, locks and removes folders for temporary files.
#include "runtime/workers/temporary_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

namespace nasg::workers {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "nasg-";
/// Of a folder that is not locked yet.
constexpr std::string_view kNewPrefix = "new-nasg-";
constexpr std::string_view kLock = ".lock";

/// The descriptor of the folder's lock, or -1 if another process holds it or there is none. The lock goes
/// with the process, however that ends; a program that it starts does not inherit it.
int lock(const fs::path& folder, int flags) {
  const int file = ::open((folder / kLock).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
  if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0) return file;
  if (file >= 0) ::close(file);
  return -1;
}

void remove(const fs::path& folder, int lock) {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  ::close(lock);
}

void remove_left_behind(const fs::path& parent) {
  std::error_code error;
  for (fs::directory_iterator entry(parent, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->path().filename().string().starts_with(kPrefix)) continue;
    const int left = lock(entry->path(), 0);
    if (left >= 0) remove(entry->path(), left);
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  if (error) return;
  remove_left_behind(parent);
  std::string made = (parent / kNewPrefix).string() + "XXXXXX";
  if (::mkdtemp(made.data()) == nullptr) return;
  lock_ = lock(made, O_CREAT);
  const fs::path named =
      parent / (std::string(kPrefix) + made.substr(made.size() - std::string_view("XXXXXX").size()));
  if (lock_ >= 0) fs::rename(made, named, error);
  if (lock_ >= 0 && !error) {
    path_ = named;
  } else {
    fs::remove_all(made, error);
  }
}

TemporaryFolder::~TemporaryFolder() {
  if (!path_.empty()) {
    remove(path_, lock_);
  } else if (lock_ >= 0) {
    ::close(lock_);
  }
}

}  // namespace nasg::workers
