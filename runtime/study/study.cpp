// SPDX-License-Identifier: Apache-2.0
// The store of trials, over SQLite.
#include "runtime/study/study.h"

#include <algorithm>
#include <mutex>

#include "compiler/diag/codes/study.h"
#include "runtime/study/database.h"
#include "runtime/study/schema.h"

namespace nasg::study {

namespace {

/// `+accuracy,-params`
std::string text_of(const std::vector<training::Criterion>& criteria) {
  std::string text;
  for (const training::Criterion& criterion : criteria)
    text += (text.empty() ? "" : ",") + std::string(criterion.maximises ? "+" : "-") + criterion.metric;
  return text;
}

std::vector<training::Criterion> criteria_of(const std::string& text) {
  std::vector<training::Criterion> criteria;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    criteria.push_back({text.substr(at + 1, end - at - 1), text[at] == '+'});
    at = end + 1;
  }
  return criteria;
}

}  // namespace

struct Study::Data {
  std::string path;
  Connection connection;
  std::mutex mutex;  ///< of a transaction and of a statement's rows

  sqlite3* sql() const { return connection.get(); }
  diag::Diagnostic failure() const {
    return diag::make(diag::code::E0802, {}, path, sqlite3_errmsg(connection.get()));
  }
};

Study::Study(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Study::~Study() = default;
Study::Study(Study&&) noexcept = default;
Study& Study::operator=(Study&&) noexcept = default;

diag::Result<Study> Study::open(const std::string& path) {
  auto data = std::make_unique<Data>();
  data->path = path;
  if (const std::string why = open_database(path, data->connection); !why.empty()) {
    return diag::make(diag::code::E0801, {}, path, why);
  }
  return Study(std::move(data));
}

const std::string& Study::path() const {
  return data_->path;
}

diag::Result<std::int64_t> Study::run(const RunHeader& header) {
  const std::lock_guard lock(data_->mutex);
  Transaction transaction(data_->sql());
  if (!transaction.begun()) return data_->failure();
  const auto bind = [&header](Statement& statement) -> Statement& {
    return statement.bind(1, header.space_title)
        .bind(2, header.space_ir)
        .bind(3, header.strategy)
        .bind(4, header.objective)
        .bind(5, static_cast<std::int64_t>(header.seed))
        .bind(6, std::int64_t{header.maximises})
        .bind(7, text_of(header.further));
  };
  Statement insert(
      data_->sql(),
      "INSERT OR IGNORE INTO run (space_title, space_ir, strategy, objective, seed, maximises, further) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)");
  if (bind(insert).step() != SQLITE_DONE) return data_->failure();
  Statement find(
      data_->sql(),
      "SELECT id FROM run WHERE space_title = ? AND space_ir = ? AND strategy = ? AND objective = ? "
      "AND seed = ? AND maximises = ? AND further = ?");
  if (bind(find).step() != SQLITE_ROW) return data_->failure();
  const std::int64_t id = find.integer(0);
  // A statement that has not ended would keep the transaction open.
  find.step();
  if (!transaction.commit()) return data_->failure();
  return id;
}

diag::Result<std::vector<std::pair<std::int64_t, RunHeader>>> Study::runs() const {
  const std::lock_guard lock(data_->mutex);
  std::vector<std::pair<std::int64_t, RunHeader>> runs;
  Statement rows(
      data_->sql(),
      "SELECT id, space_title, space_ir, strategy, objective, seed, maximises, further FROM run ORDER BY id");
  int status = SQLITE_ROW;
  while ((status = rows.step()) == SQLITE_ROW) {
    runs.emplace_back(rows.integer(0), RunHeader{rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                                                 static_cast<std::uint64_t>(rows.integer(5)),
                                                 rows.integer(6) != 0, criteria_of(rows.text(7))});
  }
  if (status != SQLITE_DONE) return data_->failure();
  return runs;
}

diag::Result<std::vector<Trial>> Study::trials(std::int64_t run) const {
  const std::lock_guard lock(data_->mutex);
  std::vector<Trial> trials;
  Statement rows(
      data_->sql(),
      "SELECT number, term, value, test, seconds, message, fidelity, admitted FROM trial WHERE run = ? "
      "ORDER BY number");
  rows.bind(1, run);
  int status = SQLITE_ROW;
  while ((status = rows.step()) == SQLITE_ROW) {
    Trial trial{rows.integer(0), rows.text(1), {}, rows.integer(6)};
    trial.evaluation.value = rows.number(2);
    trial.evaluation.test = rows.number(3);
    trial.evaluation.seconds = rows.number(4).value_or(0);
    trial.evaluation.message = rows.text(5);
    trial.evaluation.admitted = rows.integer(7) != 0;
    trials.push_back(std::move(trial));
  }
  if (status != SQLITE_DONE) return data_->failure();

  Statement metrics(data_->sql(), "SELECT number, name, value FROM metric WHERE run = ? ORDER BY number");
  metrics.bind(1, run);
  std::size_t at = 0;
  while ((status = metrics.step()) == SQLITE_ROW) {
    while (at < trials.size() && trials[at].number < metrics.integer(0)) ++at;
    if (at < trials.size() && metrics.number(2))
      trials[at].evaluation.metrics[metrics.text(1)] = *metrics.number(2);
  }
  if (status != SQLITE_DONE) return data_->failure();

  Statement curves(data_->sql(),
                   "SELECT number, name, value FROM curve WHERE run = ? ORDER BY number, name, epoch");
  curves.bind(1, run);
  at = 0;
  while ((status = curves.step()) == SQLITE_ROW) {
    while (at < trials.size() && trials[at].number < curves.integer(0)) ++at;
    if (at < trials.size())
      trials[at].evaluation.curves[curves.text(1)].push_back(curves.number(2).value_or(0));
  }
  if (status != SQLITE_DONE) return data_->failure();
  return trials;
}

diag::Status Study::add(std::int64_t run, const Trial& trial) {
  const std::lock_guard lock(data_->mutex);
  Transaction transaction(data_->sql());
  if (!transaction.begun()) return data_->failure();
  Statement insert(data_->sql(),
                   "INSERT INTO trial (run, number, term, value, test, seconds, message, fidelity, admitted) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, run).bind(2, trial.number).bind(3, trial.term);
  insert.bind(4, trial.evaluation.value).bind(5, trial.evaluation.test);
  insert.bind(6, std::optional(trial.evaluation.seconds)).bind(7, trial.evaluation.message);
  insert.bind(8, trial.fidelity).bind(9, std::int64_t{trial.evaluation.admitted});
  const int status = insert.step();
  if (status == SQLITE_CONSTRAINT) {
    return diag::make(diag::code::E0803, {}, data_->path, std::to_string(trial.number + 1));
  }
  if (status != SQLITE_DONE) return data_->failure();
  for (const auto& [name, value] : trial.evaluation.metrics) {
    Statement metric(data_->sql(), "INSERT INTO metric (run, number, name, value) VALUES (?, ?, ?, ?)");
    metric.bind(1, run).bind(2, trial.number).bind(3, name).bind(4, std::optional(value));
    if (metric.step() != SQLITE_DONE) return data_->failure();
  }
  for (const auto& [name, values] : trial.evaluation.curves) {
    for (std::size_t epoch = 0; epoch < values.size(); ++epoch) {
      Statement point(data_->sql(),
                      "INSERT INTO curve (run, number, name, epoch, value) VALUES (?, ?, ?, ?, ?)");
      point.bind(1, run).bind(2, trial.number).bind(3, name).bind(4, static_cast<std::int64_t>(epoch) + 1);
      point.bind(5, std::optional(values[epoch]));
      if (point.step() != SQLITE_DONE) return data_->failure();
    }
  }
  if (!transaction.commit()) return data_->failure();
  return diag::success();
}

}  // namespace nasg::study
