// SPDX-License-Identifier: Apache-2.0
// Between bytes of UTF-8 and UTF-16 code units.
#include "compiler/lsp/positions.h"

#include <algorithm>

namespace nasg::lsp {

namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Characters of four bytes are two code units, all others one.
std::size_t units(char lead) {
  return static_cast<unsigned char>(lead) >= 0xF0U ? 2 : 1;
}

}  // namespace

Positions::Positions(std::string_view text) : text_(text), starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
      starts_.push_back(i + 1);
}

Position Positions::at(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  Position position{static_cast<std::size_t>(next - starts_.begin()) - 1, 0};
  for (std::size_t i = *(next - 1); i < offset; ++i)
    if (!continues(text_[i])) position.character += units(text_[i]);
  return position;
}

std::size_t Positions::offset(Position position) const {
  if (position.line >= starts_.size()) return text_.size();
  std::size_t at = starts_[position.line];
  for (std::size_t seen = 0; at < text_.size() && text_[at] != '\n' && text_[at] != '\r';) {
    seen += units(text_[at]);
    if (seen > position.character) break;
    do ++at;
    while (at < text_.size() && continues(text_[at]));
  }
  return at;
}

}  // namespace nasg::lsp
