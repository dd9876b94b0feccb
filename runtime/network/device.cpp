// SPDX-License-Identifier: Apache-2.0
// Devices by name, and automatic casting over LibTorch's versions.
#include "runtime/network/device.h"

#include <ATen/autocast_mode.h>
#include <torch/csrc/api/include/torch/cuda.h>
#include <torch/csrc/api/include/torch/version.h>

#include <charconv>

#include "compiler/diag/codes/training.h"

namespace nasg::network {

namespace {

diag::Diagnostic absent(const std::string& name, const std::string& why) {
  return diag::make(diag::code::E0645, {}, name, why);
}

void switch_casting(at::DeviceType type, bool on) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_enabled(type, on);
  at::autocast::set_autocast_dtype(type, at::kBFloat16);
#else
  if (type == at::kCPU) {
    at::autocast::set_cpu_enabled(on);
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
  } else {
    at::autocast::set_enabled(on);
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  }
#endif
}

}  // namespace

diag::Result<at::Device> find_device(const std::string& name) {
  const std::size_t cards = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
  if (name == "cpu" || (name == "auto" && cards == 0)) return at::Device(at::kCPU);
  std::size_t number = 0;
  if (name.starts_with("cuda:")) {
    const auto [end, error] = std::from_chars(name.data() + 5, name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size())
      return absent(name, "after `cuda:` stands the number of a card");
  } else if (name != "cuda" && name != "auto") {
    return absent(name, "devices are `cpu`, `cuda:0` and the like, and `auto`");
  }
  if (cards == 0) return absent(name, "this LibTorch finds no graphics card that it can use");
  if (number >= cards) return absent(name, "there are " + std::to_string(cards) + ", counted from 0");
  return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(number));
}

Autocast::Autocast(Precision precision, const at::Device& device)
    : on_(precision != Precision::kFloat32), type_(device.type()) {
  if (on_) switch_casting(type_, true);
}

Autocast::~Autocast() {
  if (!on_) return;
  switch_casting(type_, false);
  at::autocast::clear_cache();
}

}  // namespace nasg::network
