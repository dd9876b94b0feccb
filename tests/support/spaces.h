// SPDX-License-Identifier: Apache-2.0
// Spaces that many tests use, made by hand.
#pragma once

#include <memory>
#include <vector>

#include "compiler/ir/automaton.h"
#include "compiler/ir/space.h"

namespace nasg::testing {

/// The NAS-Bench-201 cell over [3, 32, 32] -> [10]: stem(16), CELL^n, resBlock, CELL^n, resBlock, CELL^n,
/// classifier. OPS = zero | id | conv1x1 | conv3x3 | avg_pool; 15,625 terms, 15,284 if connected.
ir::Space nb201_like(bool connected = false, std::uint32_t cells = 1);

/// The hierarchical NAS-Bench-201 space, eleven nonterminals, cells `where connected`; stem and classifier.
ir::Space hnb201_like();

/// `BLOCK = a | zero | (BLOCK >> BLOCK) @ 0.5 | Residual2(BLOCK, BLOCK, id)` over [4, 8, 8], to a depth.
ir::Space recursive_like(std::uint32_t depth_limit);
/// The same without a limit; `share` of the weight recurs (critical at 0.5), and nothing is cut.
ir::Space endless_like(double share);

/// `STAGE = let b = BLOCK in b^3 | let tied b = BLOCK in b^2; BLOCK = conv3x3 | Residual2(conv3x3, id,
/// conv1x1)` within a frame with stem and classifier over [3, 32, 32] -> [10].
ir::Space let_like();

/// Two roots, as a cell space with a normal and a reduction part: `NORMAL >> NORMAL >> REDUCE`, each of them
/// `OP + OP` over the five operations of nb201_like, REDUCE connected. Over [8, 8, 8].
ir::Space two_roots_like();

/// `TOP = Linear3(X, X, X) where connected; X = OP >> OP | Linear2(id, OP) @ 2 | zero @ 3; OP = id | zero |
/// a`: a subterm is zero without being called so. Over [4, 8, 8].
ir::Space nested_zero_like();

/// For tests that run over several spaces.
struct NamedSpace {
  const char* name;
  ir::Space (*make)();
};

/// The spaces above, one for each kind of thing that draws and variations must mind.
std::vector<NamedSpace> spaces_of_every_kind();

/// A space with its automaton; the space stays at one address.
struct Built {
  std::unique_ptr<const ir::Space> space;
  ir::Automaton automaton;
};
/// Fails an assertion if the automaton cannot be built.
Built build(ir::Space space);

}  // namespace nasg::testing
