// SPDX-License-Identifier: Apache-2.0
// The `forward` of a plan as assignments to variables, for exports as source text.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/network/slots.h"

namespace nasg::network {

/// How one language writes a layer that is applied to the expression `x`, a value of the shape `input`, and
/// yields one of the shape `output`.
using LayerText =
    std::function<std::string(const derivation::PlanStep::Layer& layer, const Slot* slot,
                              const std::string& x, const ir::Shape& input, const ir::Shape& output)>;
/// How it writes branches that meet, two or more, each an expression.
using MergeText = std::function<std::string(ir::MergeKind kind, const std::vector<std::string>& branches)>;

struct Dialect {
  LayerText layer;
  MergeText merge;
};

struct Assignment {
  std::string variable;
  std::string text;
  bool declares = false;  ///< the first one to that variable, which is not the input
};

struct ForwardBody {
  std::vector<Assignment> assignments;  ///< in the order of the plan
  std::string result;
};

/// The input is `x`; a result takes the name of an operand that dies with it, else a new one (`a`, `b`, …),
/// and an activation that is read once stands inside the call that reads it. O(steps).
ForwardBody forward_body(const derivation::Plan& plan, const Slots& slots, const Dialect& dialect);

/// The texts that `helper` has for the plan's layers, each kind's once, in the order of first use; null for a
/// layer that needs none.
std::vector<const char*> helpers_of(const derivation::Plan& plan, const char* (*helper)(ir::LayerKind));

/// Branches with an operator between them: `a + b + c`.
std::string joined(const std::vector<std::string>& branches, const char* between);
/// Branches under a function of two: `f(f(a, b), c)`.
std::string nested(const char* function, const std::vector<std::string>& branches);

/// A number that may be written as an integer or a real one.
double real(const ir::Scalar& value);
/// The shortest decimal that reads back as the same number, and as a real one.
std::string real_text(double value);

}  // namespace nasg::network
