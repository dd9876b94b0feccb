// SPDX-License-Identifier: Apache-2.0
// Reads the rows of an SQLite file.
#include "runtime/study/sqlite_rows.h"

#include "compiler/diag/codes/study.h"
#include "runtime/study/database.h"

namespace nasg::study {
namespace {

std::vector<std::string> texts(sqlite3* connection, const std::string& sql) {
  Statement rows(connection, sql);
  std::vector<std::string> result;
  while (rows.step() == SQLITE_ROW) result.push_back(rows.text(0));
  return result;
}

/// As a name or a text of SQL: the quote doubled.
std::string quoted(const std::string& text, char quote) {
  std::string result(1, quote);
  for (const char c : text) result += c == quote ? std::string(2, c) : std::string(1, c);
  return result + quote;
}

}  // namespace

bool is_sqlite(std::string_view bytes) {
  return bytes.starts_with("SQLite format 3");
}

struct SqliteRows::Data {
  Connection connection;
  Statement rows;
  std::vector<std::string> columns;
  std::string broken;
};

SqliteRows::SqliteRows(std::unique_ptr<Data> data) : data_(std::move(data)) {}
SqliteRows::~SqliteRows() = default;
SqliteRows::SqliteRows(SqliteRows&&) noexcept = default;
SqliteRows& SqliteRows::operator=(SqliteRows&&) noexcept = default;

const std::vector<std::string>& SqliteRows::columns() const {
  return data_->columns;
}

const std::string& SqliteRows::why_broken() const {
  return data_->broken;
}

bool SqliteRows::next(std::vector<std::string>& fields) {
  fields.clear();
  const int status = data_->rows.step();
  if (status != SQLITE_ROW && status != SQLITE_DONE) data_->broken = sqlite3_errmsg(data_->connection.get());
  if (status != SQLITE_ROW) return false;
  for (int i = 0; i < static_cast<int>(data_->columns.size()); ++i) fields.push_back(data_->rows.text(i));
  return true;
}

diag::Result<SqliteRows> SqliteRows::open(const std::string& path, const std::string& name) {
  sqlite3* raw = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
  Connection connection(raw);
  const auto refuse = [&](const std::string& why) { return diag::make(diag::code::E0806, {}, path, why); };
  if (status != SQLITE_OK) return refuse(raw == nullptr ? "out of memory" : sqlite3_errmsg(raw));
  const std::vector<std::string> names =
      texts(raw, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name");
  if (sqlite3_errcode(raw) != SQLITE_OK) return refuse(sqlite3_errmsg(raw));
  std::string list;
  bool known = false;
  for (const std::string& one : names) {
    known = known || one == name;
    list += (list.empty() ? "`" : ", `") + one + "`";
  }
  if (names.empty()) return refuse("it holds no table");
  if (name.empty() && names.size() > 1)
    return refuse("it holds several tables; say `table = ` one of " + list);
  if (!name.empty() && !known) return refuse("it has no table `" + name + "`; there are " + list);
  const std::string& table = name.empty() ? names.front() : name;
  std::vector<std::string> columns =
      texts(raw, "SELECT name FROM pragma_table_info(" + quoted(table, '\'') + ") ORDER BY cid");
  Statement rows(raw, "SELECT * FROM " + quoted(table, '"'));
  return SqliteRows(
      std::make_unique<Data>(Data{std::move(connection), std::move(rows), std::move(columns), ""}));
}

}  // namespace nasg::study
