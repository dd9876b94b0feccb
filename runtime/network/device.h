// SPDX-License-Identifier: Apache-2.0
// Where a training takes place, and how exactly it multiplies.
#pragma once

#include <c10/core/Device.h>

#include <string>

#include "compiler/diag/diagnostic.h"
#include "runtime/network/training.h"

namespace nasg::network {

/// `cpu`, `cuda` or `cuda:N`; `auto`: the first card if there is one, else the processor. E0645.
diag::Result<at::Device> find_device(const std::string& name);

/// While it stands, LibTorch's automatic casting (torch.autocast) is on for the device, if the precision is
/// not that of the weights: convolutions and products take the lower one, sums and losses stay as they are.
class Autocast {
 public:
  Autocast(Precision precision, const at::Device& device);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  bool on_;
  at::DeviceType type_;
};

}  // namespace nasg::network
