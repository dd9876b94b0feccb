// SPDX-License-Identifier: Apache-2.0
// Many derivations at once: a tree of choices, and the network that has all of them side by side.
#pragma once

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// What may be derived from a nonterminal: some of its rules, and for each of them what may be derived in its
/// holes. A mixture whose choices have one rule each is a derivation.
struct Mixture {
  struct Way {
    ir::RuleId rule;
    std::vector<Mixture> parts;  ///< by hole
  };
  std::vector<Way> ways;  ///< at least one

  /// The choices that have several ways, in preorder.
  void open_choices(std::vector<Mixture*>& found);
};

/// Everything that the space derives from its roots, but for rules of weight 0 and those that `zero` cuts
/// whatever is derived in their holes. E0647 if there are more than `most` ways (a nonterminal that derives
/// itself has no end of them), or none.
diag::Result<std::vector<Mixture>> unfold(const ir::Space& space, std::size_t most);

/// The network in which a choice's ways read the same values, and the choice yields their mean: the
/// continuous relaxation of Liu et al. (DARTS, ICLR 2019) with equal weights. Errors as of `build_plan`.
diag::Result<Plan> build_plan(const ir::Space& space, const std::vector<Mixture>& mixture);

/// The derivation of a mixture without open choices.
Derivation derivation_of(const std::vector<Mixture>& mixture);

}  // namespace nasg::derivation
