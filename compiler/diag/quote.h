// SPDX-License-Identifier: Apache-2.0
// Text in quotes, as languages read it back.
#pragma once

#include <string>
#include <string_view>

namespace nasg::diag {

/// In double quotes, with `\` before quotes and backslashes, and `\n` and `\t`: as nasg, C and DOT write
/// text.
std::string quoted(std::string_view text);

}  // namespace nasg::diag
