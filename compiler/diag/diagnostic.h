// SPDX-License-Identifier: Apache-2.0
// What a user's mistake is: a value with a code, places, arguments and mends.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/diag/code.h"
#include "compiler/diag/source.h"

/// A broken invariant of our own code; `why` says what was relied on.
#define NASG_ASSERT(condition, why) assert((condition) && (why))

namespace nasg::diag {

enum class Severity : std::uint8_t { kError, kWarning };

/// The row of `codes.def` that belongs to a code.
struct CodeInfo {
  Code code;
  const char* id;  ///< "E0203", "W0217"
  Severity severity;
  const char* name;         ///< "unknown-name": what -Wno-NAME takes
  const char* message;      ///< with {0}, {1}, … for the arguments
  const char* explanation;  ///< what `nasgc explain` says
  const char* wrong;        ///< a program that gives just this code, or ""
  const char* right;        ///< the same program, mended, or ""
};

const CodeInfo& info(Code code);
const std::vector<CodeInfo>& all_codes();
std::optional<Code> find_code(std::string_view id);

/// A further place that takes part: "first defined here".
struct Label {
  Place place;
  std::string text;
};

/// An edit that mends the mistake: replace `place` by `replacement`.
struct Fix {
  Place place;
  std::string replacement;
  std::string text;  ///< "did you mean `Residual3`?"
};

struct Diagnostic {
  Code code{};
  Place primary;
  std::vector<std::string> arguments;
  std::vector<Label> labels;
  std::vector<std::string> notes;
  std::vector<Fix> fixes;
  bool raised = false;  ///< a warning that counts as an error

  /// The message of the code with the arguments filled in.
  std::string message() const;
  Severity severity() const { return raised ? Severity::kError : info(code).severity; }

  Diagnostic& label(Place place, std::string text) &;
  Diagnostic& note(std::string text) &;
  Diagnostic& fix(Place place, std::string replacement, std::string text) &;
};

/// Starts a diagnostic: `make(code::E0203, place, "name")`.
template <class... Arguments>
Diagnostic make(Code code, Place primary, Arguments&&... arguments) {
  return Diagnostic{code, primary, {std::string(std::forward<Arguments>(arguments))...}, {}, {}, {}};
}

/// Collects the diagnostics of a run, in the order of report.
class Sink {
 public:
  Diagnostic& add(Diagnostic diagnostic);
  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  const std::vector<Diagnostic>& all() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::size_t errors_ = 0;
};

/// A value, or the diagnostic that says why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Diagnostic error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const Diagnostic& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Diagnostic> state_;
};

/// Success without a value, or the diagnostic that says why not.
using Status = Result<std::monostate>;
inline Status success() {
  return std::monostate{};
}

/// The candidate nearest to `name` in edit distance, when near enough to be a typing slip.
std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace nasg::diag
