// SPDX-License-Identifier: Apache-2.0
// How often a leaf or topology is applied in what a rule makes: what limits on counts add up.
#pragma once

#include <vector>

#include "compiler/ir/space.h"

namespace nasg::ir {

/// The counts of a limit, weighted by their factors. The sum of a derivation is that of its rule, and that of
/// what each hole derives as often as the rule applies it: a topology may apply a parameter twice, `b^3`
/// applies b three times. What stands in the bodies of ops and topologies, and in the frame, is not counted.
struct Occurrences {
  std::vector<double> own;                 ///< by rule
  std::vector<std::vector<double>> holes;  ///< by rule and hole
};

/// O(expressions).
Occurrences occurrences(const Space& space, const Limit& limit);

}  // namespace nasg::ir
