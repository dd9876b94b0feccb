// SPDX-License-Identifier: Apache-2.0
// The queries beside the grammar, asked as an editor asks them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/unit/editors/tree.h"

namespace nasg::editors::testing {

/// What a query is made of; empty where it can be read, else the place of what is wrong.
std::string fault_of(const std::string& name);

struct Captured {
  std::string type;  ///< of the node: `identifier`, or the sign itself
  std::set<std::string> names;
};
/// The nodes that `queries/NAME.scm` captures, by begin and end. `#match?` and `#not-match?` hold; other
/// predicates are taken to hold.
std::map<std::pair<std::size_t, std::size_t>, Captured> captures(const std::string& name, const Tree& tree);

}  // namespace nasg::editors::testing
