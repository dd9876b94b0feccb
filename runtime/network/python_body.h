// SPDX-License-Identifier: Apache-2.0
// The `forward` of a plan as lines of Python, for both exports.
#pragma once

#include "runtime/network/forward_body.h"

namespace nasg::network {

/// The assignments of forward_body, then a `return`; no indentation.
std::vector<std::string> python_body(const derivation::Plan& plan, const Slots& slots,
                                     const LayerText& layer_text);

/// `[16, 8, 8]`
std::string python_list(const ir::Shape& values);
/// Zeros of a shape; `x` tells how many examples there are.
std::string python_zeros(const std::string& x, const ir::Shape& shape);

}  // namespace nasg::network
