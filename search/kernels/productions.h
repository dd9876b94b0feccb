// SPDX-License-Identifier: Apache-2.0
// What stands where in a derivation, as features.
#pragma once

#include "search/kernels/features.h"

namespace nasg::search {

/// Appends a block to the features: one count for each rule of the derivation, labelled with the rule and its
/// place, which is the rules above it with the holes that lead down. Two derivations share as many labels as
/// productions agree from the root down; in a space of strings (NAS-Bench-201's six edges) that is the number
/// of equal letters, and the Euclidean distance is the root of twice the Hamming distance. The graph of a
/// network forgets places; this remembers nothing else. O(rules).
void add_productions(const ir::Space& space, const derivation::Derivation& derivation, Features& features);

}  // namespace nasg::search
