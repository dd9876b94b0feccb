// SPDX-License-Identifier: Apache-2.0
// Reads modules and tables.
#include "tests/unit/sema/library_module.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace nasg::testing {

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Fields with quotes hold none inside but doubled ones.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result{""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      result.emplace_back();
    else
      result.back() += c;
  }
  return result;
}

}  // namespace

Checked module(const std::string& name) {
  const std::string path = std::string(NASG_SOURCE_DIR) + "/stdlib/std/" + name + ".nasg";
  return Checked(read(path), path);
}

std::vector<std::vector<std::string>> table(const std::string& name) {
  const char* given = std::getenv("NASG_DATA");
  const std::string folder = given ? given : std::string(NASG_SOURCE_DIR) + "/../shared/data";
  std::ifstream file(folder + "/" + name);
  std::vector<std::vector<std::string>> records;
  for (std::string line; std::getline(file, line);) records.push_back(fields(line));
  return records;
}

std::size_t column(const std::vector<std::vector<std::string>>& table, const std::string& name) {
  const auto at = std::ranges::find(table[0], name);
  EXPECT_NE(at, table[0].end()) << name;
  return static_cast<std::size_t>(at - table[0].begin());
}

}  // namespace nasg::testing
