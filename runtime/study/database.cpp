// SPDX-License-Identifier: Apache-2.0
// A thin, owning layer over SQLite.
#include "runtime/study/database.h"

namespace nasg::study {

bool execute(sqlite3* connection, const char* sql) {
  return sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

Statement::Statement(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  statement_.reset(statement);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter, value);
  return *this;
}

Statement& Statement::bind(int parameter, const std::optional<double>& value) {
  if (value) {
    sqlite3_bind_double(statement_.get(), parameter, *value);
  } else {
    sqlite3_bind_null(statement_.get(), parameter);
  }
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view value) {
  sqlite3_bind_text(statement_.get(), parameter, value.data(), static_cast<int>(value.size()),
                    SQLITE_TRANSIENT);
  return *this;
}

int Statement::step() {
  return statement_ ? sqlite3_step(statement_.get()) : SQLITE_ERROR;
}

std::optional<double> Statement::number(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Transaction::Transaction(sqlite3* connection)
    : connection_(connection), open_(execute(connection, "BEGIN IMMEDIATE")) {}

Transaction::~Transaction() {
  if (open_) execute(connection_, "ROLLBACK");
}

bool Transaction::commit() {
  if (!execute(connection_, "COMMIT")) return false;
  open_ = false;
  return true;
}

}  // namespace nasg::study
