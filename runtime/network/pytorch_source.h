// SPDX-License-Identifier: Apache-2.0
// A plan as a Python file for PyTorch, as a person would write it.
#pragma once

#include <string>

#include "runtime/network/slots.h"

namespace nasg::network {

/// One `nn.Module` with named layers and their order in `forward`, and a `load` that reads the weights from
/// the file of the same name that ends in `.weights.pt`.
std::string pytorch_source(const derivation::Plan& plan, const Slots& slots);

}  // namespace nasg::network
