// SPDX-License-Identifier: Apache-2.0
// What a grammar must be apart from its types: productive, free of unit cycles, and reachable.
#pragma once

#include <set>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/space.h"

namespace nasg::sema {

/// By nonterminal the depth of its shallowest derivation; UINT32_MAX if it has none. A rule without a body
/// (it has an error) counts as a leaf. O(rules × height).
std::vector<std::uint32_t> least_depths(const ir::Space& space);

/// Reports E0216 (no finite derivation) for each cycle that has no way out, E0230 for derivations that are
/// all too deep, and E0231 for a nonterminal that derives just itself. False if a derivation is missing.
bool check_structure(const ir::Space& space, diag::Sink& sink);

/// Reports W0217 (a warning) for each nonterminal that no root reaches.
void check_reachability(const ir::Space& space, const std::set<std::size_t>& inherited, diag::Sink& sink);

}  // namespace nasg::sema
