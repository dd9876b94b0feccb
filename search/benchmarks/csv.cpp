// SPDX-License-Identifier: Apache-2.0
// Reads and writes comma-separated tables (RFC 4180).
#include "search/benchmarks/csv.h"

namespace nasg::benchmarks {

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

void CsvReader::read_field(std::string& field) {
  if (at_ < text_.size() && text_[at_] == '"') {
    ++at_;
    bool closed = false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      const bool doubled = c == '"' && at_ < text_.size() && text_[at_] == '"';
      closed = c == '"' && !doubled;
      if (closed) break;
      if (doubled) ++at_;
      if (c == '\n') ++line_;
      field += c;
    }
    broken_ = broken_ || !closed;
  }
  while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') field += text_[at_++];
  if ((at_ >= text_.size() || text_[at_] == '\n') && field.ends_with('\r')) field.pop_back();
}

bool CsvReader::next(std::vector<std::string>& fields) {
  fields.clear();
  while (at_ < text_.size() && (text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n")) {
    at_ += text_[at_] == '\n' ? 1 : 2;
    ++line_;
  }
  if (at_ >= text_.size()) return false;
  record_line_ = line_;
  while (true) {
    read_field(fields.emplace_back());
    if (at_ >= text_.size()) return true;
    const bool comma = text_[at_++] == ',';
    if (comma) continue;
    ++line_;
    return true;
  }
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace nasg::benchmarks
