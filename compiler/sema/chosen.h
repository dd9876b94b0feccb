// SPDX-License-Identifier: Apache-2.0
// What the choices of an expression stand for while one of its alternatives is made.
#pragma once

#include <map>
#include <string>

#include "compiler/ir/expr.h"
#include "grammar/syntax.h"

namespace nasg::sema {

/// A number, as the term writes it, or one of several functions.
struct Chosen {
  ir::Number number;
  std::string text;
  const grammar::Expression* function = nullptr;
};

/// By the expression that leaves the choice: a set of values, or a power of several exponents.
using ChosenValues = std::map<const grammar::Expression*, Chosen>;

}  // namespace nasg::sema
