// SPDX-License-Identifier: Apache-2.0
// Source lines as a terminal shows them.
#include "compiler/diag/display.h"

#include <algorithm>
#include <array>

namespace nasg::diag {

namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
  bool valid = true;
};

/// Reads one code point; a byte that begins none is a code point of its own.
CodePoint decode(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (bytes == 1 || lead > 0xF4 || at + bytes > text.size()) return {lead, 1, false};
  std::uint32_t value = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0U) != 0x80U) return {lead, 1, false};
    value = (value << 6) | (next & 0x3FU);
  }
  return {value, bytes, true};
}

struct Range {
  std::uint32_t first, last;
};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, std::uint32_t value) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [value](const Range& range) { return value >= range.first && value <= range.last; });
}

// The blocks of wide and of combining characters, coarsely (Unicode 15, UAX 11).
constexpr std::array<Range, 8> kWide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFF00, 0xFF60},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 6> kZero{{{0x0300, 0x036F},
                                      {0x1AB0, 0x1AFF},
                                      {0x200B, 0x200F},
                                      {0x20D0, 0x20FF},
                                      {0xFE00, 0xFE0F},
                                      {0xFEFF, 0xFEFF}}};

std::size_t width(const CodePoint& point) {
  if (within(kZero, point.value)) return 0;
  return within(kWide, point.value) ? 2 : 1;
}

/// The part of a text between two columns, cut at whole characters.
std::string columns(std::string_view text, std::size_t from, std::size_t to) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode(text, i);
    const std::size_t after = column + width(point);
    if (column >= from && after <= to) out.append(text.substr(i, point.bytes));
    column = after;
    i += point.bytes;
  }
  return out;
}

}  // namespace

std::string visible(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode(text, i);
    if (point.value == '\t' && point.valid) {
      out += "    ";
    } else if (!point.valid || point.value < 0x20 || point.value == 0x7F) {
      out += "\\x";
      out += kHex[(point.value >> 4) & 0xF];
      out += kHex[point.value & 0xF];
    } else {
      out.append(text.substr(i, point.bytes));
    }
    i += point.bytes;
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode(text, i);
    columns += width(point);
    i += point.bytes;
  }
  return columns;
}

Excerpt excerpt(std::string_view line, std::size_t begin, std::size_t end) {
  constexpr std::size_t kWidest = 160;
  constexpr std::size_t kBefore = 60;
  begin = std::min(begin, line.size());
  end = std::clamp(end, begin, line.size());
  // The surroundings are bounded before anything is measured, so that a line of a megabyte costs little.
  const std::size_t first = begin > 4 * kWidest ? begin - 4 * kWidest : 0;
  const std::size_t last =
      std::min(line.size(), end - begin > 4 * kWidest ? begin + 4 * kWidest : end + 4 * kWidest);
  std::string_view near = line.substr(first, last - first);
  Excerpt shown;
  shown.pad = display_width(visible(line.substr(first, begin - first)));
  shown.width =
      std::max<std::size_t>(1, display_width(visible(line.substr(begin, std::min(end, last) - begin))));
  shown.text = visible(near);
  const std::size_t total = display_width(shown.text);
  if (first == 0 && last == line.size() && total <= kWidest) return shown;
  const std::size_t from = shown.pad > kBefore ? shown.pad - kBefore : 0;
  const std::size_t to = std::min(total, from + kWidest);
  const bool cut_left = first > 0 || from > 0;
  const bool cut_right = last < line.size() || to < total;
  shown.text = (cut_left ? "…" : "") + columns(shown.text, from, to) + (cut_right ? "…" : "");
  shown.pad = shown.pad - from + (cut_left ? 1 : 0);
  shown.width = std::min(shown.width, std::max<std::size_t>(1, to - (shown.pad + from - (cut_left ? 1 : 0))));
  return shown;
}

}  // namespace nasg::diag
