// SPDX-License-Identifier: Apache-2.0
// Files of terms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "search/repl/console.h"
#include "search/repl/files.h"
#include "search/repl/workspace.h"

namespace nasg::repl {

struct Terms {
  std::vector<Line> lines;
  std::vector<derivation::Derivation> derivations;  ///< of the selected space, one a line
};

/// Reads every term of a file, and reports every line that is none; nothing comes back then.
std::optional<Terms> read_terms(const Console& console, Workspace& workspace, const std::string& path);

}  // namespace nasg::repl
