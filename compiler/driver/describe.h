// SPDX-License-Identifier: Apache-2.0
// What `nasgc info` prints: the spaces and searches of a program as JSON.
#pragma once

#include <optional>
#include <string>

#include "compiler/sema/program.h"

namespace nasg::driver {

/// An object {"file", "spaces", "searches"}, indented. Counts are texts, as they may have hundreds of digits,
/// and null where infinite. Every space has its default parameters; errors of instantiation go to the sink,
/// and nothing comes back if there was one.
std::optional<std::string> describe(const sema::Program& program, const std::string& file, diag::Sink& sink);

}  // namespace nasg::driver
