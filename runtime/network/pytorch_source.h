// SPDX-License-Identifier: Apache-2.0
// A plan as a Python file for PyTorch, as a person would write it.
#pragma once

#include <string>

#include "runtime/network/slots.h"
#include "runtime/network/title.h"

namespace nasg::network {

enum class WeightsBeside : bool { kNo, kYes };

/// One `nn.Module` with named layers and their order in `forward`; with weights beside it, a `load` that
/// reads them from the file of the same name that ends in `.weights.pt`. Imports what it uses and nothing
/// else.
std::string pytorch_source(const derivation::Plan& plan, const Slots& slots, const Title& title,
                           WeightsBeside weights);

}  // namespace nasg::network
