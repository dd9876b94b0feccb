// SPDX-License-Identifier: Apache-2.0
// Places as editors count them: lines from 0, and characters of UTF-16 from 0.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace nasg::lsp {

struct Position {
  std::size_t line = 0;
  std::size_t character = 0;  ///< UTF-16 code units from the start of the line
};

/// The lines of one text, which must outlive it. Lines end with \n, \r\n or \r.
class Positions {
 public:
  explicit Positions(std::string_view text);

  Position at(std::size_t offset) const;
  /// Positions behind the end of a line or of the text count as that end; within a character, as its
  /// beginning.
  std::size_t offset(Position position) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

}  // namespace nasg::lsp
