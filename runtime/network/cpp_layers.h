// SPDX-License-Identifier: Apache-2.0
// Layers in C++ for LibTorch.
#pragma once

#include <string>

#include "runtime/network/slots.h"

namespace nasg::network {

/// The module that holds a layer's parameters, as a member: `Conv2d conv1{…}`, in `torch::nn`.
std::string cpp_member(const Slot& slot);

/// The layer applied to the expression `x`; `slot` is null for a layer that has no state.
std::string cpp_layer(const derivation::PlanStep::Layer& layer, const Slot* slot, const std::string& x,
                      const ir::Shape& input, const ir::Shape& output);

/// The member functions that the plan's layers call, an empty line before each.
std::string cpp_helpers(const derivation::Plan& plan);

}  // namespace nasg::network
