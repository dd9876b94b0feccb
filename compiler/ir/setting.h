// SPDX-License-Identifier: Apache-2.0
// Settings of a search: `bo(kernel = hwl, pool = evolution(200))`, in a file or on the command line.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::ir {

/// A number, a boolean, a text, or a name with arguments (`hwl` is a call without any).
struct Setting {
  struct Named;
  struct Call {
    std::string name;
    std::vector<Setting> positional;
    std::vector<Named> named;
  };
  using List = std::vector<Setting>;  ///< `[2, 1, 2]`

  std::variant<double, bool, std::string, Call, List> value;
  diag::Place place;

  /// As the language writes it; equal settings have equal texts.
  std::string text() const;
};

struct Setting::Named {
  std::string name;
  Setting value;
};

/// A `search` of a program: `search quick on NB201(width = 8) { objective = …; … }`.
struct SearchSpec {
  std::string name;
  std::string space;
  std::vector<Setting::Named> arguments;  ///< of the space
  std::optional<Setting> objective;
  std::optional<Setting> strategy;
  std::optional<std::int64_t> evaluations;
  std::uint64_t seed = 0;
  std::string doc;
  diag::Place place;
};

/// Reads the arguments of a call by name and type, with positional ones taken in the order of first
/// request. The first error stays; `finish` gives it, or one for arguments that nobody asked for
/// (E0701 unknown argument, E0702 wrong kind of value, E0703 missing argument).
class SettingReader {
 public:
  explicit SettingReader(const Setting& call);

  const std::string& name() const;
  double number(const std::string& key, double fallback);
  std::int64_t integer(const std::string& key, std::int64_t fallback);
  bool boolean(const std::string& key, bool fallback);
  std::string text(const std::string& key, const std::string& fallback);  ///< a text, or a bare name
  std::string required_text(const std::string& key);
  std::vector<double> numbers(const std::string& key, std::vector<double> fallback);
  /// The setting itself, for nested calls.
  const Setting* find(const std::string& key);
  /// An error of the caller's own about an argument ("must be above 0"): E0702.
  void refuse(const std::string& key, const std::string& why);

  diag::Status finish();

 private:
  const Setting& setting_;
  const Setting::Call* call_;
  std::vector<std::string> asked_;  ///< keys, in order of first request
  std::vector<std::string> slots_;  ///< keys that took the positional arguments, in their order
  std::optional<diag::Diagnostic> error_;
};

}  // namespace nasg::ir
