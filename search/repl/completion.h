// SPDX-License-Identifier: Apache-2.0
// What may stand at the cursor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "search/repl/session.h"

namespace nasg::repl {

struct Completion {
  std::size_t begin = 0;                ///< where in the text the word under the cursor begins
  std::vector<std::string> candidates;  ///< whole words, sorted, each with that beginning
};

/// Completes the end of `text`: commands, and what the table of commands says of their arguments (files,
/// spaces, searches, options, or the names that terms of the selected space are made of).
Completion complete(const Session& session, std::string_view text);

}  // namespace nasg::repl
