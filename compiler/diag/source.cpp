// SPDX-License-Identifier: Apache-2.0
// Line starts and columns of source texts.
#include "compiler/diag/source.h"

#include <algorithm>

namespace nasg::diag {

Source::Source(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)), line_starts_{0} {
  for (std::uint32_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
}

LineColumn Source::locate(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - line_starts_.begin());
  std::uint32_t column = 1;
  for (std::uint32_t i = line_starts_[line - 1]; i < offset; ++i)
    if ((static_cast<unsigned char>(text_[i]) & 0xC0U) != 0x80U) ++column;
  return {line, column};
}

std::string_view Source::line(std::uint32_t number) const {
  if (number == 0 || number > line_starts_.size()) return {};
  const auto begin = line_starts_[number - 1];
  auto end = text_.find('\n', begin);
  if (end == std::string::npos) end = text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

SourceId SourceMap::add(std::string path, std::string text) {
  sources_.emplace_back(std::move(path), std::move(text));
  return SourceId{static_cast<std::uint32_t>(sources_.size() - 1)};
}

const Source& SourceMap::operator[](SourceId id) const {
  return sources_.at(id.value);
}

}  // namespace nasg::diag
