// SPDX-License-Identifier: Apache-2.0
// A table of results by architecture, as benchmarks publish them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "search/benchmarks/records.h"

namespace nasg::benchmarks {

/// Which columns of the file hold the values at one fidelity, by their headings; empty: none.
struct ValueColumns {
  std::string metric;
  std::string test;
  std::string cost;
};

struct TableColumns {
  std::vector<std::string> key;
  std::vector<ValueColumns> levels;    ///< by fidelity; one if there is one alone
  std::vector<std::string> metrics{};  ///< further ones
  /// Of several key columns: whether each holds the term of a root, so that the key is `<a ; b>`, or all
  /// together one text, `a b`.
  bool roots = true;
  /// Columns and their fields: other rows are passed over.
  std::vector<std::pair<std::string, std::string>> where{};
};

/// None where the field is empty or not a finite number (`nan`).
struct TableValues {
  std::optional<double> metric;
  std::optional<double> test;
  std::optional<double> cost;
};

struct TableRow {
  std::string key;
  std::vector<TableValues> levels;             ///< as the columns are
  std::vector<std::optional<double>> metrics;  ///< likewise
  std::size_t line = 0;                        ///< of the file
};

struct Table {
  std::string path;
  std::vector<TableRow> rows;
};

/// Reads a table, headings first. E0731: no such column (lists those that are); E0732: a row that cannot be
/// right (number of fields, quotes, an empty key, a field that is no number), with its line.
diag::Result<Table> read_table(const std::string& path, Records& records, const TableColumns& columns);

/// E0732: a row of the table is wrong.
diag::Diagnostic wrong_row(const std::string& path, std::size_t line, const std::string& why);
/// Why a row of so many fields is: there are others in the heading.
std::string other_width(std::size_t fields, std::size_t headings);
/// E0731: no heading is `name`.
diag::Diagnostic unknown_column(const std::string& path, const std::string& name,
                                const std::vector<std::string>& headings);

/// Each value the mean of those that the rows have; key and line are the first one's. One row or more.
TableRow mean_row(const std::vector<const TableRow*>& rows);

}  // namespace nasg::benchmarks
