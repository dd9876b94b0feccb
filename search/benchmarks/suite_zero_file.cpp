// SPDX-License-Identifier: Apache-2.0
// Architectures in numbers to the benchmarks' own notations, and their proxies to columns.
#include "search/benchmarks/suite_zero_file.h"

#include <array>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nasg::benchmarks {
namespace {

using ProxyJson = nlohmann::json;
using Numbers = std::vector<std::uint64_t>;

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

/// Python writes numbers that are not finite as JSON has no word for.
ProxyJson parse_python(std::istream& in) {
  std::string text{std::istreambuf_iterator<char>(in), {}};
  replace_all(text, "-Infinity", "null");
  replace_all(text, "Infinity", "null");
  replace_all(text, "NaN", "null");
  return ProxyJson::parse(text, nullptr, false);
}

/// The numbers of a Python tuple or list, however it is nested.
Numbers numbers_of(std::string_view text) {
  Numbers numbers;
  bool within = false;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (digit && !within) numbers.push_back(0);
    if (digit) numbers.back() = 10 * numbers.back() + static_cast<std::uint64_t>(c - '0');
    within = digit;
  }
  return numbers;
}

/// The architecture as the fields of a row; none if the numbers are of another space.
using CellText = std::optional<std::string>;

CellText cell_201(const Numbers& numbers) {
  constexpr std::array<const char*, 5> kOps = {"skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1",
                                               "avg_pool_3x3"};
  constexpr std::array<std::size_t, 6> kByTarget = {0, 1, 3, 2, 4, 5};
  constexpr std::array<const char*, 6> kBetween = {"|", "~0|+|", "~0|", "~1|+|", "~0|", "~1|"};
  if (numbers.size() != kByTarget.size()) return std::nullopt;
  std::string text;
  for (std::size_t edge = 0; edge < kByTarget.size(); ++edge) {
    const std::uint64_t op = numbers[kByTarget[edge]];
    if (op >= kOps.size()) return std::nullopt;
    text += std::string(kBetween[edge]) + kOps[op];
  }
  return text + "~2|";
}

CellText cell_301(const Numbers& numbers) {
  constexpr std::array<const char*, 7> kOps = {"max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3",
                                               "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"};
  constexpr std::size_t kCell = 16;
  if (numbers.size() != 2 * kCell) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    if (numbers[i + 1] >= kOps.size()) return std::nullopt;
    text += i == 0 ? "" : i == kCell ? "," : " ";
    text += std::string(kOps[numbers[i + 1]]) + ":" + std::to_string(numbers[i]);
  }
  return text;
}

/// Which vertices lie on a path from the first to the last.
std::vector<char> on_paths(const Numbers& matrix, std::size_t size) {
  std::vector<char> from(size, 0), to(size, 0);
  from.front() = to.back() = 1;
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = i + 1; j < size; ++j)
      if (matrix[i * size + j] != 0 && from[i] != 0) from[j] = 1;
  for (std::size_t i = size; i-- > 0;)
    for (std::size_t j = i + 1; j < size; ++j)
      if (matrix[i * size + j] != 0 && to[j] != 0) to[i] = 1;
  for (std::size_t i = 0; i < size; ++i) from[i] = static_cast<char>(from[i] & to[i]);
  return from;
}

CellText cell_101(const Numbers& numbers) {
  constexpr std::array<const char*, 5> kOps = {"input", "output", "maxpool3x3", "conv1x1", "conv3x3"};
  constexpr std::size_t kSize = 7;
  if (numbers.size() != kSize * kSize + kSize) return std::nullopt;
  const std::vector<char> kept = on_paths(numbers, kSize);
  std::string matrix, ops;
  for (std::size_t i = 0; i < kSize; ++i) {
    if (kept[i] == 0) continue;
    const std::uint64_t op = numbers[kSize * kSize + i];
    if (op >= kOps.size()) return std::nullopt;
    ops += (ops.empty() ? "" : " ") + std::string(kOps[op]);
    matrix += matrix.empty() ? "" : "/";
    for (std::size_t j = 0; j < kSize; ++j)
      if (kept[j] != 0) matrix += numbers[i * kSize + j] != 0 ? '1' : '0';
  }
  return matrix + "," + ops;
}

const ProxyJson* number_in(const ProxyJson& entry) {
  const bool nested = entry.is_object() && entry.contains("score");
  const ProxyJson& number = nested ? entry["score"] : entry;
  return number.is_number() ? &number : nullptr;
}

/// The data sets of the file, whichever layout it has.
const ProxyJson* data_sets(const ProxyJson& file, const std::string& space) {
  const ProxyJson* sets = &file;
  if (file.is_object() && file.contains(space)) sets = &file[space];
  if (!sets->is_object() || sets->empty()) return nullptr;
  for (const ProxyJson& set : *sets) {
    if (!set.is_object()) return nullptr;
    for (const ProxyJson& architecture : set)
      if (!architecture.is_object()) return nullptr;
  }
  return sets;
}

Complaint convert_suite_zero(std::istream& in, std::ostream& out, const std::string& space,
                             const std::string& headings, CellText (*cell)(const Numbers&)) {
  const ProxyJson file = parse_python(in);
  const ProxyJson* const sets = data_sets(file, space);
  if (sets == nullptr) return "it is no JSON object with data sets and their architectures";
  std::set<std::string> names;
  for (const ProxyJson& set : *sets)
    for (const ProxyJson& architecture : set)
      for (const auto& [name, entry] : architecture.items())
        if (number_in(entry) != nullptr) names.insert(name);
  out << headings << ",dataset";
  for (const std::string& name : names) out << ',' << name;
  out << '\n';
  for (const auto& [set, architectures] : sets->items())
    for (const auto& [key, architecture] : architectures.items()) {
      const CellText text = cell(numbers_of(key));
      if (!text) return "`" + key + "` is none of its architectures";
      out << *text << ',' << set;
      for (const std::string& name : names) {
        const auto entry = architecture.find(name);
        const ProxyJson* const number = entry == architecture.end() ? nullptr : number_in(*entry);
        out << ',' << (number == nullptr ? "" : number->dump());
      }
      out << '\n';
    }
  return {};
}

}  // namespace

Complaint convert_suite_zero_101(std::istream& in, std::ostream& out) {
  return convert_suite_zero(in, out, "nasbench101", "adj,ops", cell_101);
}
Complaint convert_suite_zero_201(std::istream& in, std::ostream& out) {
  return convert_suite_zero(in, out, "nasbench201", "arch", cell_201);
}
Complaint convert_suite_zero_301(std::istream& in, std::ostream& out) {
  return convert_suite_zero(in, out, "nasbench301", "normal,reduce", cell_301);
}

}  // namespace nasg::benchmarks
