// SPDX-License-Identifier: Apache-2.0
// Checks programs from text, for the tests of sema.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/program.h"

namespace nasg::testing {

/// What `nasgc check` finds in a text: parsed, loaded with the standard library of the build, checked.
class Checked {
 public:
  explicit Checked(const std::string& text, const std::string& path = "test.nasg");

  /// `E0203 1:20 there is no function named `rleu``, one for each diagnostic in order.
  std::vector<std::string> found() const;
  /// The codes alone.
  std::vector<std::string> codes() const;
  const diag::Diagnostic& first() const { return sink_.all().at(0); }
  /// The text of a place.
  std::string at(const diag::Place& place) const;

  const sema::Program& program() const { return *program_; }
  diag::SourceMap& sources() { return sources_; }
  /// The space, after a check that found no errors.
  std::optional<sema::CheckedSpace> space(const std::string& name) const;

 private:
  diag::SourceMap sources_;
  diag::Sink sink_;
  std::optional<sema::Program> program_;
};

/// The rules in braces, as a space from [3, 8, 8] to [3, 8, 8].
std::string space(const std::string& rules);

}  // namespace nasg::testing
