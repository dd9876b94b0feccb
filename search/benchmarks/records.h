// SPDX-License-Identifier: Apache-2.0
// What a table is read from, record by record.
#pragma once

#include <string>
#include <vector>

namespace nasg::benchmarks {

class Records {
 public:
  virtual ~Records() = default;
  /// The next record's fields, the headings first; false at the end.
  virtual bool next(std::vector<std::string>& fields) = 0;
  /// Where the last record stands in the file, from 1.
  virtual std::size_t line() const = 0;
  /// Why the last record could not be read, or empty.
  virtual std::string why_broken() const = 0;
};

}  // namespace nasg::benchmarks
