// SPDX-License-Identifier: Apache-2.0
// A plan as a C++ header for LibTorch, as a person would write it.
#pragma once

#include <string>

#include "runtime/network/slots.h"
#include "runtime/network/title.h"

namespace nasg::network {

/// One module of LibTorch with named layers in the order in which they run first, so that a seed draws the
/// same weights as it does in the form for PyTorch, and its `forward`. Parameters and buffers have the names
/// that PyTorch's have.
std::string cpp_source(const derivation::Plan& plan, const Slots& slots, const Title& title);

}  // namespace nasg::network
