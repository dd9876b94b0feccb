// SPDX-License-Identifier: Apache-2.0
// A thin, owning layer over SQLite: connections, prepared statements, transactions.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nasg::study {

struct CloseConnection {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

/// Runs statements that yield no rows. False on an error; `sqlite3_errmsg` says which.
bool execute(sqlite3* connection, const char* sql);

/// A prepared statement. Parameters and columns are counted as SQLite does: from 1 and from 0.
class Statement {
 public:
  Statement(sqlite3* connection, std::string_view sql);

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, const std::optional<double>& value);
  Statement& bind(int parameter, std::string_view value);

  /// SQLITE_ROW, SQLITE_DONE, or an error code.
  int step();

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::optional<double> number(int column) const;
  std::string text(int column) const;

 private:
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalise> statement_;
};

/// A write transaction: rolled back when it goes unless it was committed.
class Transaction {
 public:
  explicit Transaction(sqlite3* connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  bool begun() const { return open_; }
  bool commit();

 private:
  sqlite3* connection_;
  bool open_;
};

}  // namespace nasg::study
