// SPDX-License-Identifier: Apache-2.0
// A derivation as a picture: the network's graph, with its hierarchy as nested boxes.
#pragma once

#include <string>

#include "compiler/ir/space.h"
#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

/// The graph in the language of Graphviz (`dot -Tsvg` draws it). A layer, op or merge is a node, labelled as
/// a term writes it; data flows along the edges, from `input` to `output`. Around the nodes of a nonterminal
/// stands a box with its name and the head of its rule, unless the rule is one op alone; what several of its
/// parts read enters it once, and parts at a point. What is derived once and stands in several places is
/// drawn in each. The frame's nodes are grey. Time and space grow with the network and with how deep its
/// boxes nest.
std::string dot(const ir::Space& space, const Derivation& derivation);

}  // namespace nasg::derivation
