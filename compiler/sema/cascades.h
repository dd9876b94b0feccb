// SPDX-License-Identifier: Apache-2.0
// Which errors are only the fruit of a syntax error.
#pragma once

#include <map>
#include <set>

#include "compiler/sema/modules.h"

namespace nasg::sema {

/// Where a declaration or a rule does not parse, its syntax tree is a guess: what is then found in it is no
/// news.
class Cascades {
 public:
  /// `syntax_errors` is what parsing the modules reported.
  Cascades(const Modules& modules, const diag::Sink& syntax_errors);

  bool any() const { return !broken_.empty(); }
  /// Adds those diagnostics to `sink` that stand in no declaration with a syntax error, each code once at a
  /// place.
  void pass_on(const diag::Sink& found, diag::Sink& sink) const;

 private:
  /// A declaration by its source and the offset of its name.
  using Segment = std::pair<std::uint32_t, std::uint32_t>;
  Segment segment(const diag::Place& place) const;

  std::map<std::uint32_t, std::set<std::uint32_t>> starts_;
  std::set<Segment> broken_;
};

}  // namespace nasg::sema
