// SPDX-License-Identifier: Apache-2.0
// The dataflow of each rule's body as a straight list of steps, found once for a space. Private to this
// folder.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/space.h"
#include "runtime/derivation/graph.h"

namespace nasg::derivation {

/// Slots 0 … arity-1 hold the inputs, step i yields slot arity + i.
struct Wiring {
  enum class Kind : std::uint8_t {
    kNode,     ///< a node labelled `what`
    kProduct,  ///< the same, but nothing if any of its inputs is nothing
    kHole,     ///< what hole `what` of the rule derives
    kJoin,     ///< the union of its inputs; of none, nothing
  };
  struct Step {
    Kind kind;
    std::uint32_t what = 0;
    std::vector<std::uint32_t> inputs;
  };
  std::uint32_t arity = 1;
  std::vector<Step> steps;
  std::uint32_t result = 0;
  bool chain = false;  ///< of one input, and step i is hole i applied to what stands before it
};

/// What a rule is in the graph.
struct RuleForm {
  enum class Kind : std::uint8_t { kOperator, kNode, kIdentity, kZero, kUnit };
  Kind kind = Kind::kOperator;
  std::uint32_t label = 0;  ///< of the node, or of the folded operator
  std::uint32_t holes = 0;  ///< how many the rule has
  Wiring wiring;            ///< of an operator
};

struct Wirings {
  std::vector<RuleForm> rules;  ///< by rule
  std::vector<std::string> labels;
  std::uint32_t inputs = 1;  ///< of the root with the most
};

/// Labels 0 and 1 are `input` and `output`; 2 … inputs are the further inputs.
Wirings make_wirings(const ir::Space& space, GraphView view = GraphView::kNetwork);

}  // namespace nasg::derivation
