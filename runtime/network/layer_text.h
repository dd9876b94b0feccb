// SPDX-License-Identifier: Apache-2.0
// The layers of layer_kernels.h in Python, which both exports write nearly alike, and those that C++ shares.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/network/slots.h"

namespace nasg::network {

enum class Python : std::uint8_t { kEager, kScript };  ///< modules of torch.nn, or TorchScript

/// The function of `torch`, in Python as in C++, that a layer of no arguments is; null if it is none.
const char* torch_function(ir::LayerKind kind);

/// The layer applied to the expression `x`; nothing for a layer that the exports write themselves.
std::optional<std::string> layer_text(Python python, const derivation::PlanStep::Layer& layer,
                                      const Slot* slot, const std::string& x, const ir::Shape& input,
                                      const ir::Shape& output);

/// The methods that the texts of a plan's layers call, an empty line before each; no indentation.
std::vector<std::string> helper_methods(const derivation::Plan& plan);

}  // namespace nasg::network
