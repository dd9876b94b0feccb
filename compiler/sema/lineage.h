// SPDX-License-Identifier: Apache-2.0
// What a space extends.
#pragma once

#include <vector>

#include "compiler/sema/names.h"

namespace nasg::sema {

/// A space behind all that it extends, the first base first. A frame, type, limits and levels are those of
/// the last space that has any; parameters and rules are those of all, where later ones replace earlier ones
/// of their name.
using Lineage = std::vector<SpaceDefinition>;

/// E0203, E0202: what is extended is no one space; E0241: it extends what it is extended by. The lineage then
/// begins behind the mistake.
Lineage lineage_of(const Names& names, const SpaceDefinition& definition, diag::Sink& sink);

/// The last space of a lineage for which `has` holds of its declaration, or else the space itself.
template <class Has>
const SpaceDefinition& last_with(const Lineage& lineage, Has has) {
  for (std::size_t i = lineage.size(); i-- > 0;)
    if (has(*lineage[i].space)) return lineage[i];
  return lineage.back();
}

}  // namespace nasg::sema
