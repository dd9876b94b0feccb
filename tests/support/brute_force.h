// SPDX-License-Identifier: Apache-2.0
// Every derivation of a small space, without the automaton: what it is compared with.
#pragma once

#include <vector>

#include "compiler/ir/space.h"
#include "runtime/derivation/derivation.h"

namespace nasg::testing {

struct Enumerated {
  derivation::Derivation derivation;
  double probability = 1;
  bool connected = true;
};

/// All that keep the constraints and the depth limit, each with the product of its rules' weight shares. A
/// space without that limit is taken to be no deeper than `depth`.
std::vector<Enumerated> enumerate(const ir::Space& space, std::uint32_t depth = 1000);

}  // namespace nasg::testing
