// SPDX-License-Identifier: Apache-2.0
// The other table by key, then row after row of the first.
#include "search/benchmarks/join_tables.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "compiler/diag/codes/files.h"
#include "search/benchmarks/csv.h"
#include "search/benchmarks/table.h"

namespace nasg::benchmarks {
namespace {

using Row = std::vector<std::string>;

/// A CSV file whose rows are gone through.
class Rows {
 public:
  explicit Rows(const std::string& path) : path_(path), text_(text_of(path)), records_(text_) {
    records_.next(headings_);
  }
  const Row& headings() const { return headings_; }
  /// E0901, E0731.
  diag::Result<std::size_t> column(const std::string& name) const {
    if (headings_.empty())
      return diag::make(diag::code::E0901, {}, path_, "it is not there, empty, or may not be read");
    const auto found = std::ranges::find(headings_, name);
    if (found == headings_.end()) return unknown_column(path_, name, headings_);
    return static_cast<std::size_t>(found - headings_.begin());
  }
  /// False at the end, and at a row that is wrong.
  bool next(Row& row) {
    if (error_ || !records_.next(row)) return false;
    std::string why = records_.why_broken();
    if (why.empty() && row.size() != headings_.size()) why = other_width(row.size(), headings_.size());
    if (!why.empty()) refuse(why);
    return why.empty();
  }
  /// E0732: the last row is wrong.
  void refuse(const std::string& why) { error_ = wrong_row(path_, records_.line(), why); }
  const std::optional<diag::Diagnostic>& error() const { return error_; }

 private:
  static std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string path_;
  std::string text_;
  CsvReader records_;
  Row headings_;
  std::optional<diag::Diagnostic> error_;
};

}  // namespace

diag::Status join_tables(const std::string& path, const std::string& other, const std::string& by,
                         std::ostream& out) {
  Rows first(path), second(other);
  const diag::Result<std::size_t> key = first.column(by), other_key = second.column(by);
  if (!key) return key.error();
  if (!other_key) return other_key.error();
  std::vector<std::size_t> added;
  for (std::size_t i = 0; i < second.headings().size(); ++i)
    if (std::ranges::find(first.headings(), second.headings()[i]) == first.headings().end())
      added.push_back(i);
  const auto fields_of = [&](const Row& row) {
    std::string text;
    for (const std::size_t i : added) text += "," + csv_field(row[i]);
    return text;
  };

  std::unordered_map<std::string, std::string> behind;
  for (Row row; second.next(row);)
    if (!behind.emplace(row[*other_key], fields_of(row)).second)
      second.refuse("an earlier row has the same `" + by + "`, `" + row[*other_key] + "`");
  if (second.error()) return *second.error();

  const std::string none(added.size(), ',');
  const auto write = [&](const Row& fields, const std::string& rest) {
    for (std::size_t i = 0; i < fields.size(); ++i) out << (i > 0 ? "," : "") << csv_field(fields[i]);
    out << rest << '\n';
  };
  write(first.headings(), fields_of(second.headings()));
  for (Row row; first.next(row);) {
    const auto found = behind.find(row[*key]);
    write(row, found == behind.end() ? none : found->second);
  }
  if (first.error()) return *first.error();
  return diag::success();
}

}  // namespace nasg::benchmarks
