// SPDX-License-Identifier: Apache-2.0
// Diagnostics as text for people, JSON for programs and SARIF for code review tools.
#pragma once

#include <string>

#include "compiler/diag/diagnostic.h"

namespace nasg::diag {

/// `path:line:col: error: message [E0203]`, the source line with a caret and the range underlined, then the
/// labels at their own places, notes, and fixes as help. Ends with a line end. Control characters are shown
/// escaped, long lines cut around the caret. `colour` adds ANSI sequences.
std::string render_text(const SourceMap& sources, const Diagnostic& diagnostic, bool colour);

/// An array with one object a line for each diagnostic: `code`, `severity`, `name`, `message`, `path`,
/// `line`, `column`, `end` (`line` and `column` just behind the range), `labels`, `notes`, `fixes`. What has
/// no place has no `path`. Lines and columns count from 1, columns in code points. No line end at the end.
std::string render_json(const SourceMap& sources, const Sink& sink);

/// SARIF 2.1.0 with one run (OASIS standard, 2020); the rules are the codes that occur.
std::string render_sarif(const SourceMap& sources, const Sink& sink);

/// What `nasgc explain` prints: the message, what it means, and a program that gives it beside its mend.
std::string explain(Code code);

}  // namespace nasg::diag
