// SPDX-License-Identifier: Apache-2.0
// Terms in messages.
#pragma once

#include <string>
#include <string_view>

namespace nasg::derivation {

/// The text, or its first characters and `…` if it is long.
inline std::string excerpt(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  if (text.size() <= kLongest) return std::string(text);
  std::size_t end = kLongest - 1;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;  // not within a UTF-8 character
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace nasg::derivation
