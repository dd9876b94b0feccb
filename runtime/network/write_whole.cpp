// SPDX-License-Identifier: Apache-2.0
// Writes a file beside its place, then moves it there.
#include "runtime/network/write_whole.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "compiler/diag/codes/network.h"

namespace nasg::network {

diag::Status write_whole(const std::string& path, const std::string& bytes) {
  static std::atomic<unsigned> writes = 0;
  // Others may write the same file: searches side by side, in this program or in another.
  const std::string partial =
      path + "." + std::to_string(getpid()) + "." + std::to_string(++writes) + ".part";
  std::ofstream file(partial, std::ios::binary);
  file << bytes;
  file.close();
  std::error_code error;
  if (!file)
    error = std::error_code(errno, std::generic_category());
  else
    std::filesystem::rename(partial, path, error);
  if (!error) return diag::success();
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  return diag::make(diag::code::E0613, {}, path, error.message());
}

}  // namespace nasg::network
