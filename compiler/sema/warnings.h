// SPDX-License-Identifier: Apache-2.0
// What looks wrong in a space that is sound.
#pragma once

#include "compiler/ir/automaton.h"
#include "compiler/sema/context.h"

namespace nasg::sema {

/// For a space that passed every check. W0250: a limit that excludes nothing; W0251, W0252: `where connected`
/// that always or never holds; W0254, W0255: weights by which derivations have no finite expected size,
/// without and with a limit, at the innermost nonterminal that grows; W0253, as `report_equal_networks` says.
void report_doubtful(const ElaboratedSpace& elaborated, const ir::Automaton& automaton, diag::Sink& sink);

/// W0253 for alternatives of one nonterminal that build the same network from the same parts: ops and
/// topologies are entered, identities left out, and branches that meet put in order. Of alternatives that are
/// written alike W0218 was said. O(layers of all rules × log).
void report_equal_networks(const ElaboratedSpace& elaborated, diag::Sink& sink);

}  // namespace nasg::sema
