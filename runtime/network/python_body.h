// SPDX-License-Identifier: Apache-2.0
// The `forward` of a plan as lines of Python, for both exports.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/network/slots.h"

namespace nasg::network {

/// How one flavour of Python writes a layer that is applied to the expression `x` and yields a value of that
/// shape.
using LayerText = std::function<std::string(const derivation::PlanStep::Layer& layer, const Slot* slot,
                                            const std::string& x, const ir::Shape& output)>;

/// Assignments in the order of the plan, the last one a `return`; no indentation. The input is `x`; a result
/// takes the name of an operand that dies with it, else a new one (`a`, `b`, …), and an activation that is
/// read once stands inside the call that reads it. O(steps).
std::vector<std::string> python_body(const derivation::Plan& plan, const Slots& slots,
                                     const LayerText& layer_text);

/// Python's `True` and `False`.
const char* python_bool(bool value);
/// The shortest decimal that reads back as the same number.
std::string python_real(double value);
/// `[16, 8, 8]`
std::string python_list(const ir::Shape& values);
/// Zeros of a shape; `x` tells how many examples there are.
std::string python_zeros(const std::string& x, const ir::Shape& shape);
/// A number that may be written as an integer or a real one.
double real(const ir::Scalar& value);

}  // namespace nasg::network
