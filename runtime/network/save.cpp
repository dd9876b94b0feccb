// SPDX-License-Identifier: Apache-2.0
// Writes exported networks.
#include "runtime/network/save.h"

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "compiler/diag/codes/network.h"
#include "runtime/network/pytorch_source.h"

namespace nasg::network {

namespace {

namespace fs = std::filesystem;

/// Writes beside `path` and renames, so that no half-written file is left.
diag::Status write(const std::string& path, const diag::Result<std::string>& bytes) {
  if (!bytes) return bytes.error();
  const std::string partial = path + ".part";
  std::ofstream file(partial, std::ios::binary);
  file << *bytes;
  file.close();
  std::error_code error;
  if (!file)
    error = std::error_code(errno, std::generic_category());
  else
    fs::rename(partial, path, error);
  if (!error) return diag::success();
  std::error_code ignored;
  fs::remove(partial, ignored);
  return diag::make(diag::code::E0613, {}, path, error.message());
}

}  // namespace

bool can_save(const std::string& path) {
  return path.ends_with(".py") || path.ends_with(".pt") || path.ends_with(".onnx");
}

diag::Status save(Network& network, const std::string& path, const Title& title) {
  if (path.ends_with(".pt")) return write(path, network.torchscript(title));
  if (path.ends_with(".onnx")) return write(path, network.onnx(title));
  const auto slots = assign_slots(network.plan());
  if (!slots) return slots.error();
  auto saved = write(fs::path(path).replace_extension(".weights.pt").string(), network.weights());
  if (!saved) return saved;
  return write(path, pytorch_source(network.plan(), *slots, title, WeightsBeside::kYes));
}

}  // namespace nasg::network
