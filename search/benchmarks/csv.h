// SPDX-License-Identifier: Apache-2.0
// Reads and writes comma-separated tables (RFC 4180): quoted fields may hold commas, quotes and line ends.
#pragma once

#include <string_view>

#include "search/benchmarks/records.h"

namespace nasg::benchmarks {

/// Goes through the records of a text. A byte order mark, CRLF, and empty lines are tolerated.
class CsvReader final : public Records {
 public:
  explicit CsvReader(std::string_view text);

  bool next(std::vector<std::string>& fields) override;
  /// The line, from 1, on which the last record began.
  std::size_t line() const override { return record_line_; }
  std::string why_broken() const override { return broken_ ? "a quote is not closed" : ""; }

 private:
  void read_field(std::string& field);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t record_line_ = 1;
  bool broken_ = false;
};

/// A field as the reader reads it back: in quotes where it holds a comma, a quote or a line end.
std::string csv_field(const std::string& text);

}  // namespace nasg::benchmarks
