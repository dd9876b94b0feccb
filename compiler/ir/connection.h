// SPDX-License-Identifier: Apache-2.0
// When an expression lets its input through: a monotone circuit over what its holes are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/ir/space.h"

namespace nasg::ir {

/// An expression's output is connected to its input as a function of whether the derivations in its holes
/// are. `zero` cuts; a layer over a cut value is cut; `+`, `++`, max and mean are connected if some branch
/// is, `*` and matmul if all are; ops are entered. So the function is monotone: AND and OR over the holes.
class ConnectionCircuit {
 public:
  /// `inputs`: how many values the expression takes, all of them connected.
  ConnectionCircuit(const Space& space, ExprId body, std::size_t holes, std::size_t inputs = 1);

  std::size_t holes() const { return holes_; }
  /// 64 cases at once: bit k of `holes[i]` says whether hole i is connected in case k; bit k of the result,
  /// whether the output is. Cost: the number of gates.
  std::uint64_t evaluate(std::span<const std::uint64_t> holes) const;

 private:
  friend struct ConnectionAlgebra;
  /// Wire numbers: 0 is cut, 1 the input, 2 + i hole i, then the gates.
  struct Gate {
    bool all;  ///< AND, otherwise OR
    std::vector<std::uint32_t> inputs;
  };
  std::size_t holes_;
  std::vector<Gate> gates_;
  std::uint32_t result_ = 0;
};

}  // namespace nasg::ir
