// SPDX-License-Identifier: Apache-2.0
// Graphs drawn by the program `dot` of Graphviz.
#pragma once

#include <string>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/space.h"

namespace nasg::driver {

/// The picture of a graph as SVG: `graph` is in Graphviz's language. E0915 if there is no program `dot` on
/// PATH, or if it fails.
diag::Result<std::string> draw_svg(const std::string& graph);

/// The graph of the nonterminals of a space in that language, an edge where one derives another; the roots bold.
std::string nonterminal_graph(const ir::Space& space);

}  // namespace nasg::driver
