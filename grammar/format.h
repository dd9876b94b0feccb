// SPDX-License-Identifier: Apache-2.0
// The one style in which programs are written: what `nasgc fmt` and the language server make of a text.
#pragma once

#include <optional>
#include <string>

#include "compiler/diag/diagnostic.h"

namespace nasg::grammar {

/// Lines are broken to stay within so many characters where the language allows it. Comments are never cut.
inline constexpr int kLineWidth = 110;

/// The text in the style of the language; nothing, and the errors in the sink, if it does not parse.
///
/// The tokens stay as they are and in their order, and so do comments: what changes is the white space
/// between them. Formatting what was formatted changes nothing.
/// - Declarations, members and equations stand on lines of their own, two spaces deeper in each brace; what
/// is
///   written on one line stays there if it fits. At most one empty line in a row is kept.
/// - The `=` of neighbouring rules, equations and settings are aligned, and so are the comments behind them.
/// - A rule too long for a line, or written on several, has one alternative a line, with `|` under `=`.
/// Chains
///   and arguments go on under their beginning.
std::optional<std::string> format(const diag::SourceMap& sources, diag::SourceId source, diag::Sink& sink);

}  // namespace nasg::grammar
