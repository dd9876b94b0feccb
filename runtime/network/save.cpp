// SPDX-License-Identifier: Apache-2.0
// Writes exported networks.
#include "runtime/network/save.h"

#include <filesystem>

#include "runtime/network/exportable.h"
#include "runtime/network/pytorch_source.h"
#include "runtime/network/write_whole.h"

namespace nasg::network {

namespace {

diag::Status write(const std::string& path, const diag::Result<std::string>& bytes) {
  return bytes ? write_whole(path, *bytes) : bytes.error();
}

}  // namespace

bool can_save(const std::string& path) {
  return path.ends_with(".py") || path.ends_with(".pt") || path.ends_with(".onnx");
}

diag::Status save(Network& network, const std::string& path, const Title& title) {
  if (const auto known = exportable(network.plan()); !known) return known;
  if (path.ends_with(".pt")) return write(path, network.torchscript(title));
  if (path.ends_with(".onnx")) return write(path, network.onnx(title));
  const auto slots = assign_slots(network.plan());
  if (!slots) return slots.error();
  auto saved =
      write(std::filesystem::path(path).replace_extension(".weights.pt").string(), network.weights());
  if (!saved) return saved;
  return write(path, pytorch_source(network.plan(), *slots, title, WeightsBeside::kYes));
}

}  // namespace nasg::network
