// SPDX-License-Identifier: Apache-2.0
// What a text has become, as patch(1) reads it.
#pragma once

#include <string>
#include <string_view>

namespace nasg::driver {

/// The unified diff of two texts under a file's path; empty if they are equal.
std::string unified_diff(const std::string& path, std::string_view before, std::string_view after);

}  // namespace nasg::driver
