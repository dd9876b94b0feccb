// SPDX-License-Identifier: Apache-2.0
// Concrete shapes: the proof, with numbers, that every derivation builds.
#pragma once

#include "compiler/sema/context.h"

namespace nasg::sema {

/// Runs through every pair (nonterminal, incoming shape) that a derivation of the space can meet, and
/// verifies every alternative there with numbers: that its layers take their inputs, that branches agree
/// though divisions round, and that all alternatives yield one shape. Reports E0303 to E0312, each with the
/// incoming shape. The types must have been inferred without errors. O(pairs × rules of a nonterminal); more
/// than 20,000 pairs are refused (E0312).
void verify_shapes(const ElaboratedSpace& elaborated, diag::Sink& sink);

}  // namespace nasg::sema
