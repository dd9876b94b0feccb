// SPDX-License-Identifier: Apache-2.0
// The rows of an SQLite file as records.
#pragma once

#include "runtime/study/sqlite_rows.h"
#include "search/benchmarks/records.h"

namespace nasg::benchmarks {

class SqliteRecords final : public Records {
 public:
  explicit SqliteRecords(study::SqliteRows rows) : rows_(std::move(rows)) {}

  bool next(std::vector<std::string>& fields) override {
    ++line_;
    if (line_ == 1) {
      fields = rows_.columns();
      return true;
    }
    return rows_.next(fields) || !rows_.why_broken().empty();
  }
  std::size_t line() const override { return line_; }
  std::string why_broken() const override { return rows_.why_broken(); }

 private:
  study::SqliteRows rows_;
  std::size_t line_ = 0;
};

}  // namespace nasg::benchmarks
