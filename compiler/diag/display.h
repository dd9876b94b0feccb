// SPDX-License-Identifier: Apache-2.0
// Source lines as a terminal shows them: how wide characters are, and which part of a line to show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nasg::diag {

/// Tabs as four spaces, control characters and bytes that are no UTF-8 as `\x1b`; all else as it is.
std::string visible(std::string_view text);

/// Columns that a visible text takes on a terminal: 2 for wide characters, 0 for combining marks.
std::size_t display_width(std::string_view text);

/// A source line, shown, and the range to underline in it.
struct Excerpt {
  std::string text;
  std::size_t pad = 0;    ///< columns before the range
  std::size_t width = 1;  ///< columns of the range, at least 1
};

/// Shows bytes [begin, end) of a line in their surroundings. Lines wider than about 160 columns are cut
/// around the beginning of the range, with `…` where something is left out.
Excerpt excerpt(std::string_view line, std::size_t begin, std::size_t end);

}  // namespace nasg::diag
