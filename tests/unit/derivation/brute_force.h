// SPDX-License-Identifier: Apache-2.0
// Every derivation of a small space, without the automaton: what it is compared with.
#pragma once

#include <vector>

#include "compiler/ir/space.h"
#include "runtime/derivation/derivation.h"

namespace nasg::testing {

/// All that keep the constraints and the depth limit, each with the product of its rules' weight shares.
struct Enumerated {
  derivation::Derivation derivation;
  double probability = 1;
  bool connected = true;
};
std::vector<Enumerated> enumerate(const ir::Space& space);

}  // namespace nasg::testing
