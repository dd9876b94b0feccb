// SPDX-License-Identifier: Apache-2.0
// A table of results by architecture, as benchmarks publish them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::benchmarks {

/// Which columns of the file are read, by their headings; empty: none.
struct TableColumns {
  std::string key;
  std::string metric;
  std::string test;
  std::string cost;
};

struct TableRow {
  std::string key;
  std::optional<double> metric;  ///< none where the field is empty or not a finite number (`nan`)
  std::optional<double> test;
  std::optional<double> cost;
};

struct Table {
  std::string path;
  std::vector<TableRow> rows;
  std::unordered_map<std::string, std::size_t> by_key;
};

/// Reads the text of a CSV file. E0731: no such column (lists those that are); E0732: a row that cannot be
/// right (number of fields, quotes, an empty or repeated key, a field that is no number), with its line.
diag::Result<Table> read_table(const std::string& path, std::string_view text, const TableColumns& columns);

}  // namespace nasg::benchmarks
