// SPDX-License-Identifier: Apache-2.0
// Expressions as canonical text.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compiler/sema/chosen.h"
#include "grammar/syntax.h"

namespace nasg::sema {

/// The expression as the source wrote it, with normal spacing and no needless parentheses; equal texts mean
/// equal expressions. `sep_conv(k=3)`, `A >> B`, `2*C`.
std::string canonical_text(const grammar::Expression& expression, const ChosenValues& chosen = {});

/// The name of a leaf of a term: `conv3x3`, or `sep_conv(k=3)` where arguments were written. Choices stand as
/// what was chosen; the arguments `left_out` do not stand.
std::string leaf_text(const std::string& name, const std::vector<grammar::Argument>& arguments,
                      const ChosenValues& chosen = {},
                      const std::set<const grammar::Expression*>& left_out = {});

}  // namespace nasg::sema
