// SPDX-License-Identifier: Apache-2.0
// Compares line by line.
#include "compiler/driver/unified_diff.h"

#include <dtl/dtl.hpp>
#include <sstream>
#include <vector>

namespace nasg::driver {

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);)
    lines.push_back(stream.eof() ? line + "\n\\ No newline at end of file" : line);
  return lines;
}

}  // namespace

std::string unified_diff(const std::string& path, std::string_view before, std::string_view after) {
  if (before == after) return {};
  dtl::Diff<std::string> difference(lines_of(before), lines_of(after));
  difference.compose();
  difference.composeUnifiedHunks();
  std::ostringstream out;
  out << "--- " << path << "\n+++ " << path << '\n';
  difference.printUnifiedFormat(out);
  return std::move(out).str();
}

}  // namespace nasg::driver
