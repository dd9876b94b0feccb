// SPDX-License-Identifier: Apache-2.0
// A table of results by architecture.
#include "search/benchmarks/table.h"

#include <charconv>
#include <cmath>

#include "compiler/diag/codes/search.h"
#include "search/benchmarks/csv.h"

namespace nasg::benchmarks {
namespace {

class TableReader {
 public:
  TableReader(const std::string& path, std::string_view text) : csv_(text) { table_.path = path; }

  diag::Result<Table> operator()(const TableColumns& columns) {
    csv_.next(header_);
    find(columns.key, key_);
    find(columns.metric, metric_);
    find(columns.test, test_);
    find(columns.cost, cost_);
    std::vector<std::string> fields;
    while (!error_ && csv_.next(fields)) read(fields);
    if (error_) return *error_;
    return std::move(table_);
  }

 private:
  void find(const std::string& name, std::optional<std::size_t>& column) {
    if (name.empty() || error_) return;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (header_[i] == name) column = i;
    }
    if (column) return;
    std::string list;
    for (const std::string& heading : header_) list += (list.empty() ? "`" : ", `") + heading + "`";
    error_ = diag::make(diag::code::E0731, {}, table_.path, name, list.empty() ? "none" : list);
    if (const auto near = diag::nearest(name, header_)) error_->note("did you mean `" + *near + "`?");
  }

  void read(std::vector<std::string>& fields) {
    if (csv_.broken()) return refuse("a quote is not closed");
    if (fields.size() != header_.size()) {
      return refuse("it has " + std::to_string(fields.size()) + " fields, the heading " +
                    std::to_string(header_.size()));
    }
    TableRow row;
    row.key = std::move(fields[*key_]);
    if (row.key.empty()) return refuse("its key is empty");
    row.metric = number(fields, metric_);
    row.test = number(fields, test_);
    row.cost = number(fields, cost_);
    if (error_) return;
    const auto [known, added] = table_.by_key.emplace(row.key, table_.rows.size());
    if (!added)
      return refuse("its key `" + row.key + "` stands on line " + std::to_string(lines_[known->second]) +
                    " too");
    lines_.push_back(csv_.line());
    table_.rows.push_back(std::move(row));
  }

  std::optional<double> number(const std::vector<std::string>& fields, std::optional<std::size_t> column) {
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
    if (!error_) error_ = diag::make(diag::code::E0732, {}, table_.path, std::to_string(csv_.line()), why);
  }

  CsvReader csv_;
  Table table_;
  std::vector<std::string> header_;
  std::vector<std::size_t> lines_;
  std::optional<std::size_t> key_, metric_, test_, cost_;
  std::optional<diag::Diagnostic> error_;
};

}  // namespace

diag::Result<Table> read_table(const std::string& path, std::string_view text, const TableColumns& columns) {
  return TableReader(path, text)(columns);
}

}  // namespace nasg::benchmarks
