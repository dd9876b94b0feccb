// SPDX-License-Identifier: Apache-2.0
// A table of results by architecture.
#include "search/benchmarks/table.h"

#include <charconv>
#include <cmath>

#include "compiler/diag/codes/search.h"

namespace nasg::benchmarks {
namespace {

class TableReader {
 public:
  TableReader(const std::string& path, Records& records) : records_(records) { table_.path = path; }

  diag::Result<Table> operator()(const TableColumns& columns) {
    records_.next(header_);
    roots_ = columns.roots;
    for (const std::string& name : columns.key) find(name, key_.emplace_back());
    for (const ValueColumns& level : columns.levels) {
      Places& places = levels_.emplace_back();
      find(level.metric, places.metric);
      find(level.test, places.test);
      find(level.cost, places.cost);
    }
    for (const std::string& name : columns.metrics) find(name, metrics_.emplace_back());
    for (const auto& [name, field] : columns.where) {
      where_.emplace_back(Place(), field);
      find(name, where_.back().first);
    }
    std::vector<std::string> fields;
    while (!error_ && records_.next(fields)) read(fields);
    if (error_) return *error_;
    return std::move(table_);
  }

 private:
  using Place = std::optional<std::size_t>;
  struct Places {
    Place metric, test, cost;
  };

  void find(const std::string& name, Place& column) {
    if (name.empty() || error_) return;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (header_[i] == name) column = i;
    }
    if (!column) error_ = unknown_column(table_.path, name, header_);
  }

  void read(std::vector<std::string>& fields) {
    if (std::string why = records_.why_broken(); !why.empty()) return refuse(why);
    if (fields.size() != header_.size()) return refuse(other_width(fields.size(), header_.size()));
    for (const auto& [place, field] : where_)
      if (fields[*place] != field) return;
    TableRow row;
    row.key = key(fields);
    for (const Places& places : levels_)
      row.levels.push_back(
          {number(fields, places.metric), number(fields, places.test), number(fields, places.cost)});
    for (const Place& place : metrics_) row.metrics.push_back(number(fields, place));
    if (error_) return;
    row.line = records_.line();
    table_.rows.push_back(std::move(row));
  }

  std::string key(const std::vector<std::string>& fields) {
    std::string text;
    for (const Place& place : key_) {
      const std::string& part = fields[*place];
      if (part.empty()) refuse("its key is empty");
      if (!text.empty()) text += roots_ ? " ; " : " ";
      text += part;
    }
    return key_.size() > 1 && roots_ ? "<" + text + ">" : text;
  }

  std::optional<double> number(const std::vector<std::string>& fields, const Place& column) {
    if (!column || fields[*column].empty()) return std::nullopt;
    const std::string& field = fields[*column];
    double value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc{} || end != field.data() + field.size()) {
      refuse("`" + field + "` in column `" + header_[*column] + "` is no number");
      return std::nullopt;
    }
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  }

  void refuse(const std::string& why) {
    if (!error_) error_ = wrong_row(table_.path, records_.line(), why);
  }

  Records& records_;
  Table table_;
  std::vector<std::string> header_;
  std::vector<Place> key_;
  bool roots_ = true;
  std::vector<Places> levels_;
  std::vector<Place> metrics_;
  std::vector<std::pair<Place, std::string>> where_;
  std::optional<diag::Diagnostic> error_;
};

}  // namespace

diag::Result<Table> read_table(const std::string& path, Records& records, const TableColumns& columns) {
  return TableReader(path, records)(columns);
}

diag::Diagnostic wrong_row(const std::string& path, std::size_t line, const std::string& why) {
  return diag::make(diag::code::E0732, {}, path, std::to_string(line), why);
}

std::string other_width(std::size_t fields, std::size_t headings) {
  return "it has " + std::to_string(fields) + " fields, the heading " + std::to_string(headings);
}

diag::Diagnostic unknown_column(const std::string& path, const std::string& name,
                                const std::vector<std::string>& headings) {
  std::string list;
  for (const std::string& heading : headings) list += (list.empty() ? "`" : ", `") + heading + "`";
  diag::Diagnostic error = diag::make(diag::code::E0731, {}, path, name, list.empty() ? "none" : list);
  if (const auto near = diag::nearest(name, headings)) error.note("did you mean `" + *near + "`?");
  return error;
}

TableRow mean_row(const std::vector<const TableRow*>& rows) {
  const auto mean = [&](const auto& value_of) {
    double sum = 0;
    std::size_t count = 0;
    for (const TableRow* row : rows) {
      const std::optional<double> value = value_of(*row);
      sum += value.value_or(0);
      count += value.has_value();
    }
    return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
  };
  TableRow result = *rows.front();
  for (std::size_t i = 0; i < result.levels.size(); ++i)
    for (const auto value : {&TableValues::metric, &TableValues::test, &TableValues::cost})
      result.levels[i].*value = mean([&](const TableRow& row) { return row.levels[i].*value; });
  for (std::size_t i = 0; i < result.metrics.size(); ++i)
    result.metrics[i] = mean([&](const TableRow& row) { return row.metrics[i]; });
  return result;
}

}  // namespace nasg::benchmarks
