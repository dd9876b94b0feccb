// SPDX-License-Identifier: Apache-2.0
// A plan as the `forward` of a TorchScript module.
#pragma once

#include <string>

#include "runtime/network/slots.h"

namespace nasg::network {

/// `def forward(self, x: Tensor) -> Tensor:` over ATen's operators; each slot is a submodule of its name that
/// holds the tensors `weight`, `bias`, `running_mean` and `running_var` it needs.
std::string torchscript_source(const derivation::Plan& plan, const Slots& slots);

}  // namespace nasg::network
