// SPDX-License-Identifier: Apache-2.0
// Symbolic types: what shape each nonterminal makes of its incoming shape.
#pragma once

#include "compiler/sema/context.h"

namespace nasg::sema {

/// Infers the transfer type of every nonterminal that a root reaches and stores it in the space. The rank
/// flows from the space's input; the output is the first alternative's whose shape is known, by iteration
/// from below; then every alternative is checked against it. Sound by induction over derivations. Reports
/// E0303 to E0311. The space must be productive; bodies may be invalid (they are passed over). O(rules ×
/// nonterminals).
void infer_types(ElaboratedSpace& elaborated, diag::Sink& sink);

/// Types the first op of the space alone, if it needs no arguments: by its written type, or else as a
/// function of images, or of vectors. For ops that no space uses.
void check_op_alone(ElaboratedSpace& elaborated, diag::Sink& sink);

}  // namespace nasg::sema
