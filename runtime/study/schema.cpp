// SPDX-License-Identifier: Apache-2.0
// The tables of a study, and how a file is recognised as one.
#include "runtime/study/schema.h"

namespace nasg::study {
namespace {

constexpr std::int64_t kApplicationId = 0x6E617367;  // "nasg"
constexpr std::int64_t kVersion = 3;

/// Version 1; a new study is made of it by the same upgrades as an old one.
constexpr const char* kFirstTables = R"(
  CREATE TABLE run (
    id          INTEGER PRIMARY KEY,
    space_title TEXT NOT NULL,
    space_ir    TEXT NOT NULL,
    strategy    TEXT NOT NULL,
    objective   TEXT NOT NULL,
    seed        INTEGER NOT NULL,
    maximises   INTEGER NOT NULL,
    UNIQUE (space_title, space_ir, strategy, objective, seed, maximises));
  CREATE TABLE trial (
    run      INTEGER NOT NULL REFERENCES run (id),
    number   INTEGER NOT NULL,
    term     TEXT NOT NULL,
    value    REAL,
    test     REAL,
    seconds  REAL NOT NULL,
    message  TEXT NOT NULL,
    PRIMARY KEY (run, number)) WITHOUT ROWID;
  CREATE TABLE metric (
    run    INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name   TEXT NOT NULL,
    value  REAL,
    PRIMARY KEY (run, number, name),
    FOREIGN KEY (run, number) REFERENCES trial (run, number)) WITHOUT ROWID;
  PRAGMA application_id = 0x6E617367;
  PRAGMA user_version = 1;
)";

/// What makes version i + 2 of version i + 1.
constexpr const char* kUpgrades[] = {
    // Trials were full evaluations of one value without limits.
    R"(
  ALTER TABLE run ADD COLUMN further TEXT NOT NULL DEFAULT '';
  ALTER TABLE trial ADD COLUMN fidelity INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE trial ADD COLUMN admitted INTEGER NOT NULL DEFAULT 1;
  PRAGMA user_version = 2;
)",
    // What trials came to by epoch was not kept.
    R"(
  CREATE TABLE curve (
    run    INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name   TEXT NOT NULL,
    epoch  INTEGER NOT NULL,
    value  REAL,
    PRIMARY KEY (run, number, name, epoch),
    FOREIGN KEY (run, number) REFERENCES trial (run, number)) WITHOUT ROWID;
  PRAGMA user_version = 3;
)"};

std::string reason(sqlite3* connection) {
  switch (sqlite3_errcode(connection) & 0xFF) {
    case SQLITE_NOTADB: return "it is not a database; give another file";
    case SQLITE_CORRUPT: return "it is truncated or damaged; restore it from a copy, or give another file";
    case SQLITE_CANTOPEN: return "it cannot be opened; does its folder exist, and may you write there?";
    case SQLITE_READONLY: return "it cannot be written; mend its permissions, or copy it";
    case SQLITE_BUSY: return "another program holds it; wait for that program, or give another file";
    default: return sqlite3_errmsg(connection);
  }
}

/// The first number that a query gives, or -1. No statement stays open: it would hold a transaction.
std::int64_t query(sqlite3* connection, std::string_view sql) {
  Statement statement(connection, sql);
  return statement.step() == SQLITE_ROW ? statement.integer(0) : -1;
}

bool run_upgrades(sqlite3* connection) {
  for (std::int64_t version = query(connection, "PRAGMA user_version"); version >= 1 && version < kVersion;
       ++version)
    if (!execute(connection, kUpgrades[version - 1])) return false;
  return true;
}

std::string make_tables(sqlite3* connection) {
  Transaction transaction(connection);
  if (!transaction.begun()) return reason(connection);
  // Another process may have made the tables since.
  if (query(connection, "SELECT count(*) FROM sqlite_schema") > 0) return {};
  const bool made = execute(connection, kFirstTables) && run_upgrades(connection) && transaction.commit();
  return made ? "" : reason(connection);
}

std::string upgrade(sqlite3* connection) {
  Transaction transaction(connection);
  if (!transaction.begun()) return reason(connection);
  return run_upgrades(connection) && transaction.commit() ? "" : reason(connection);
}

std::string recognise(sqlite3* connection) {
  if (query(connection, "PRAGMA application_id") != kApplicationId) {
    return "it is a database of another program; give another file";
  }
  const std::int64_t version = query(connection, "PRAGMA user_version");
  if (version > kVersion) {
    return "it was written by a newer nasg (version " + std::to_string(version) +
           " of the tables, this one reads " + std::to_string(kVersion) + "); update nasg";
  }
  Statement check(connection, "PRAGMA quick_check(1)");
  if (check.step() != SQLITE_ROW) return reason(connection);
  if (check.text(0) != "ok")
    return "it is truncated or damaged; restore it from a copy, or give another file";
  return {};
}

}  // namespace

std::string open_database(const std::string& path, Connection& connection) {
  sqlite3* raw = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  connection.reset(raw);
  if (raw == nullptr) return "out of memory";
  if (status != SQLITE_OK) return reason(raw);
  sqlite3_busy_timeout(raw, 5000);

  const std::int64_t tables = query(raw, "SELECT count(*) FROM sqlite_schema");
  if (tables < 0) return reason(raw);
  if (tables == 0) {
    if (std::string why = make_tables(raw); !why.empty()) return why;
  }
  if (std::string why = recognise(raw); !why.empty()) return why;
  if (sqlite3_db_readonly(raw, "main") == 1) return "it cannot be written; mend its permissions, or copy it";
  if (std::string why = upgrade(raw); !why.empty()) return why;
  // With a write-ahead log one forced write makes a trial durable.
  if (!execute(raw, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")) {
    return reason(raw);
  }
  return {};
}

}  // namespace nasg::study
