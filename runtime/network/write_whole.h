// SPDX-License-Identifier: Apache-2.0
// Files that appear whole or not at all.
#pragma once

#include <string>

#include "compiler/diag/diagnostic.h"

namespace nasg::network {

/// Writes beside `path` and renames, so that no half-written file is left. E0613 with the path and the
/// reason.
diag::Status write_whole(const std::string& path, const std::string& bytes);

}  // namespace nasg::network
