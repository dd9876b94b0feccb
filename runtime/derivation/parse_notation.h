// SPDX-License-Identifier: Apache-2.0
// Reads terms in a benchmark's own notation.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

/// The derivation whose notation is the whole text, blanks at its ends apart; nothing if there is none.
/// Alternatives are tried in order. O(length² × rules) at worst, linear where templates tell at once.
std::optional<Derivation> parse_notation(const ir::Space& space, const ir::Notation& notation,
                                         std::string_view text);

}  // namespace nasg::derivation
