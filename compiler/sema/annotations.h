// SPDX-License-Identifier: Apache-2.0
// Written types: `[C, H, W] -> [2*C, H/2, W/2]`.
#pragma once

#include "compiler/sema/context.h"

namespace nasg::sema {

/// Reads the type of an op or a nonterminal. Names that mean nothing else name the axes of the input;
/// `scope.axes` is set to them (an axis without a name has none). E0301 for what is no such type.
/// A nonterminal may take several values, the first of which names the dimensions of all.
std::optional<FunctionType> elaborate_type(const Context& context, Scope& scope,
                                           const grammar::TypeSyntax& type, bool several = false);

/// Reads the shape of a space: constant dimensions between 1 and 2^24.
std::optional<ir::Shape> elaborate_shape(const Context& context, const Scope& scope,
                                         const grammar::ShapeSyntax& shape);

}  // namespace nasg::sema
