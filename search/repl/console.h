// SPDX-License-Identifier: Apache-2.0
// Where a session writes, and how.
#pragma once

#include <ostream>
#include <string>

#include "compiler/diag/diagnostic.h"

namespace nasg::repl {

struct Console {
  std::ostream& out;     ///< results
  std::ostream& err;     ///< diagnostics and progress
  bool redraws = false;  ///< `err` is a terminal: progress is one line, drawn again and again
  bool colours = false;
};

/// Writes a diagnostic as text.
void report(const Console& console, const diag::SourceMap& sources, const diag::Diagnostic& diagnostic);
/// Writes all of them; true if there was no error.
bool report(const Console& console, const diag::SourceMap& sources, const diag::Sink& sink);

/// `12,345`, for people.
std::string grouped(std::int64_t number);
/// Six significant digits, without an exponent where that reads well.
std::string readable(double number);
/// `0:05`, `2:30`, `1:02:30`.
std::string duration(double seconds);

}  // namespace nasg::repl
