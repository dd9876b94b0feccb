// SPDX-License-Identifier: Apache-2.0
// Reads small images from a CSV file, an example a line.
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "compiler/diag/codes/network.h"
#include "runtime/training/image_set.h"

namespace nasg::training {

namespace {

std::vector<std::string_view> fields(std::string_view line) {
  std::vector<std::string_view> result;
  while (true) {
    const std::size_t comma = line.find(',');
    std::string_view field = line.substr(0, comma);
    while (!field.empty() && (field.back() == '\r' || field.back() == ' ')) field.remove_suffix(1);
    result.push_back(field);
    if (comma == std::string_view::npos) return result;
    line.remove_prefix(comma + 1);
  }
}

/// A whole number from 0 to 255, or nothing.
std::optional<std::uint8_t> byte(std::string_view field) {
  std::uint8_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  return value;
}

struct Layout {
  std::size_t columns = 0;
  std::size_t label = 0;
  std::int64_t height = 1, width = 0;
};

/// The layout that a header tells, or what is wrong with it.
std::variant<Layout, std::string> read_header(std::string_view line) {
  const std::vector<std::string_view> names = fields(line);
  Layout layout;
  layout.columns = names.size();
  layout.label = names.size();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == "label") layout.label = i;
  if (layout.label == names.size()) return "its first line names no column `label`";
  const std::size_t pixels = names.size() - 1;
  if (pixels == 0) return "its first line names no column of pixels";
  const std::int64_t side = std::lround(std::sqrt(static_cast<double>(pixels)));
  const bool square = static_cast<std::size_t>(side * side) == pixels;
  layout.height = square ? side : 1;
  layout.width = square ? side : static_cast<std::int64_t>(pixels);
  return layout;
}

/// Adds the example of a line, or says what is wrong with it.
std::optional<std::string> add_example(std::string_view line, const Layout& layout, ImageSet& set) {
  const std::vector<std::string_view> row = fields(line);
  if (row.size() != layout.columns)
    return "it has " + std::to_string(row.size()) + " fields, and the header " +
           std::to_string(layout.columns);
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::optional<std::uint8_t> value = byte(row[i]);
    if (!value) return "`" + std::string(row[i]) + "` is no whole number from 0 to 255";
    if (i == layout.label)
      set.examples.labels.push_back(*value);
    else
      set.examples.pixels.push_back(*value);
    if (i == layout.label) set.classes = std::max<std::int64_t>(set.classes, *value + 1);
  }
  return std::nullopt;
}

}  // namespace

diag::Result<ImageSet> read_digits(const std::string& path) {
  const auto refuse = [&](std::string why) {
    return diag::make(diag::code::E0601, {}, path, std::move(why));
  };
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return refuse("there is no such file");
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) return refuse("it is empty or may not be read");
  const auto header = read_header(line);
  if (const auto* why = std::get_if<std::string>(&header)) return refuse(*why);
  const Layout& layout = std::get<Layout>(header);
  ImageSet set;
  set.examples.height = layout.height;
  set.examples.width = layout.width;
  for (std::size_t number = 2; std::getline(file, line); ++number) {
    if (line.empty() || line == "\r") continue;
    if (const auto why = add_example(line, layout, set))
      return refuse("line " + std::to_string(number) + ": " + *why);
  }
  if (set.examples.count() == 0) return refuse("it holds no examples");
  return set;
}

}  // namespace nasg::training
