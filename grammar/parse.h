// SPDX-License-Identifier: Apache-2.0
// From text to syntax tree. ANTLR stays behind this header.
#pragma once

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/setting.h"
#include "grammar/syntax.h"

namespace nasg::grammar {

/// Parses a whole module. Errors go to the sink, as many as there are; the tree holds what could be read.
/// Deeper nesting than 500 is refused.
Module parse(const diag::SourceMap& sources, diag::SourceId source, diag::Sink& sink);

/// The tokens of a text, one a line: where it stands, its kind, and what is written (`--emit=tokens`).
std::string list_tokens(const diag::SourceMap& sources, diag::SourceId source);

/// Parses one expression, as `--strategy` and the REPL take it; all of the text must be used.
diag::Result<ExpressionPtr> parse_expression(const diag::SourceMap& sources, diag::SourceId source);

/// Reads an expression as a setting: E0704 if it is none (`a >> b`, say).
diag::Result<ir::Setting> to_setting(const Expression& expression);

/// Adds a text once it is known to be UTF-8: E0902. A byte-order mark at its start is left out.
diag::Result<diag::SourceId> add_source(diag::SourceMap& sources, std::string path, std::string text);

/// Reads a file, or standard input if `path` is `-` (shown as `<stdin>`), for `add_source`: E0901, E0902.
diag::Result<diag::SourceId> read_source(diag::SourceMap& sources, const std::string& path);

}  // namespace nasg::grammar
