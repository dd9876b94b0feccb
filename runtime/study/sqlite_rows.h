// SPDX-License-Identifier: Apache-2.0
// Reads the rows of any SQLite file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::study {

/// Whether bytes begin as an SQLite file does.
bool is_sqlite(std::string_view bytes);

class SqliteRows {
 public:
  /// Those of the table or view `name`, or if that is empty of the only one. The file is opened for reading
  /// alone. E0806: it cannot be read, or has no such table.
  static diag::Result<SqliteRows> open(const std::string& path, const std::string& name);
  ~SqliteRows();
  SqliteRows(SqliteRows&&) noexcept;
  SqliteRows& operator=(SqliteRows&&) noexcept;

  const std::vector<std::string>& columns() const;
  /// The next row as texts, null an empty one; false at the end, or where `why_broken` says why.
  bool next(std::vector<std::string>& fields);
  const std::string& why_broken() const;

 private:
  struct Data;
  explicit SqliteRows(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

}  // namespace nasg::study
