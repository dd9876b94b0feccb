// SPDX-License-Identifier: Apache-2.0
// Source texts and places in them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace nasg::diag {

/// Names one text of a `SourceMap`; the default names none.
struct SourceId {
  std::uint32_t value = UINT32_MAX;
  friend bool operator==(SourceId, SourceId) = default;
};

/// A half-open byte range [begin, end) of one source. The default is "no place".
struct Place {
  SourceId source;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool known() const { return source != SourceId{}; }
  friend bool operator==(const Place&, const Place&) = default;
};

/// Line and column, both counted from 1; the column counts Unicode code points.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// One text, with the starts of its lines found once.
class Source {
 public:
  Source(std::string path, std::string text);

  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }
  LineColumn locate(std::uint32_t offset) const;
  /// The text of a line (from 1), without its line end.
  std::string_view line(std::uint32_t number) const;

 private:
  std::string path_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

/// Owns every text that was read in a run. References stay valid until the map goes.
class SourceMap {
 public:
  SourceId add(std::string path, std::string text);
  const Source& operator[](SourceId id) const;
  std::size_t size() const { return sources_.size(); }

 private:
  std::deque<Source> sources_;
};

}  // namespace nasg::diag
