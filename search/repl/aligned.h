// SPDX-License-Identifier: Apache-2.0
// Tables for people.
#pragma once

#include <string>
#include <vector>

namespace nasg::repl {

/// Rows of as many cells each, in columns as wide as they must be, two blanks between them.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

}  // namespace nasg::repl
