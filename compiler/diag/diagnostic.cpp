// SPDX-License-Identifier: Apache-2.0
// The table of codes, message filling, and near names.
#include "compiler/diag/diagnostic.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace nasg::diag {

const std::vector<CodeInfo>& all_codes() {
  static const std::vector<CodeInfo> table{
#define NASG_CODE(code, severity, name, message, explanation, wrong, right) \
  {code_of(#code), #code, Severity::severity, name, message, explanation, wrong, right},
#include "compiler/diag/codes.def"
#undef NASG_CODE
  };
  return table;
}

const CodeInfo& info(Code code) {
  static const std::unordered_map<Code, const CodeInfo*> rows = [] {
    std::unordered_map<Code, const CodeInfo*> by_code;
    for (const CodeInfo& row : all_codes()) by_code.emplace(row.code, &row);
    return by_code;
  }();
  return *rows.at(code);
}

std::optional<Code> find_code(std::string_view id) {
  for (const CodeInfo& row : all_codes())
    if (id == row.id || id == row.name) return row.code;
  return std::nullopt;
}

std::string Diagnostic::message() const {
  const std::string_view format = info(code).message;
  std::string text;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool placeholder = format[i] == '{' && i + 2 < format.size() && format[i + 2] == '}';
    if (!placeholder) {
      text += format[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(format[i + 1] - '0');
    NASG_ASSERT(index < arguments.size(), "a message uses only the arguments that it is given");
    text += arguments[index];
    i += 2;
  }
  return text;
}

Diagnostic& Diagnostic::label(Place place, std::string text) & {
  labels.push_back({place, std::move(text)});
  return *this;
}

Diagnostic& Diagnostic::note(std::string text) & {
  notes.push_back(std::move(text));
  return *this;
}

Diagnostic& Diagnostic::fix(Place place, std::string replacement, std::string text) & {
  fixes.push_back({place, std::move(replacement), std::move(text)});
  return *this;
}

Diagnostic& Sink::add(Diagnostic diagnostic) {
  if (diagnostic.severity() == Severity::kError) ++errors_;
  return diagnostics_.emplace_back(std::move(diagnostic));
}

namespace {

/// Insertions, deletions, changes and swaps of neighbours that lead from a to b (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);  // two rows up
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates) {
  const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
  std::optional<std::string> best;
  std::size_t best_distance = limit + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace nasg::diag
