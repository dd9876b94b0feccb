// SPDX-License-Identifier: Apache-2.0
// Numbers of arguments as text.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/expr.h"

namespace nasg::ir {

/// The shortest text that reads back: `0.5`, `1e-04`.
std::string real_text(double value);

/// As the language writes it: `2*C`, `(k - 1)/2`. Axes without a name are called C, H, W; parameters p0, p1,
/// …, named numbers n0, n1, …, and a topology's arguments by `holes`.
std::string number_text(const Number& number, const std::vector<std::string>& axes,
                        const std::vector<std::string>& params, const std::vector<std::string>& holes = {});

}  // namespace nasg::ir
