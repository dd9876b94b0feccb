// SPDX-License-Identifier: Apache-2.0
// Graphs as JSON objects of named nodes, for notations that list their nodes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/space.h"

namespace nasg::derivation {

// A notation lists nodes if the text of its frame begins with `nodes`. What its templates write is then
//   nodes {"out": "in", …} [NODE, NODE, …, ["#1", …]]
// the results with what each is where no node has its name, the nodes, in which "#1" stands for the second of
// them, and what the results are. People write an object instead, `{"f": NODE, "out": NODE, …}`: nodes have
// names, in any order, by which others refer to them, and a result is the node with its name.

bool lists_nodes(const ir::Notation& notation);

/// The list of an object; nothing if it is none, or if its nodes read one another in a circle. O(n²) in
/// nodes.
std::optional<std::string> list_nodes(const ir::Notation& notation, std::string_view object);

/// The object of a list, whose nodes are called `node_0`, `node_1`, … if they are no results; nothing if a
/// result has no name of its own: two results are one node, or one result is what another is by default.
std::optional<std::string> name_nodes(std::string_view list);

}  // namespace nasg::derivation
