// SPDX-License-Identifier: Apache-2.0
// Reads modules and tables.
#include "tests/unit/sema/library_module.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"

namespace nasg::testing {

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// In a quoted field, two quotes stand for one.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result{""};
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line.compare(i, 2, "\"\"") == 0)
      result.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      result.emplace_back();
    else
      result.back() += line[i];
  }
  return result;
}

}  // namespace

Checked module(const std::string& name) {
  const std::string path = std::string(NASG_SOURCE_DIR) + "/stdlib/std/" + name + ".nasg";
  return Checked(read(path), path);
}

derivation::Derivation parsed(const sema::CheckedSpace& made, const std::string& text) {
  const auto derivation = derivation::parse(made.space, made.automaton, text);
  EXPECT_TRUE(derivation.ok()) << text << "\n" << (derivation ? "" : derivation.error().message());
  return derivation ? *derivation : derivation::Derivation{};
}

std::string written(const sema::CheckedSpace& made, std::size_t notation,
                    const derivation::Derivation& derivation) {
  return derivation::notation(made.space, made.space.notations.at(notation), derivation).value_or("");
}

std::int64_t parameters(const sema::CheckedSpace& made, const derivation::Derivation& derivation) {
  if (derivation.rules.empty()) return -1;
  const auto plan = derivation::build_plan(made.space, derivation);
  EXPECT_TRUE(plan) << plan.error().message();
  return derivation::cost(*plan).parameters;
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
