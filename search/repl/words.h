// SPDX-License-Identifier: Apache-2.0
// Statements of the REPL, and the words of a statement.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nasg::repl {

/// Splits at `;` and line ends that stand outside of brackets and quotes (`<a ; b>` is one term). What is
/// blank, or a comment (`//` to the end of the line), is left out.
std::vector<std::string> split_statements(std::string_view text);

/// Whether a bracket or quote is still open, so that the statement goes on in the next line.
bool is_open(std::string_view text);

/// A command with its arguments.
struct Statement {
  std::string command;
  std::vector<std::string> positional;                     ///< quotes around a whole word are taken off
  std::vector<std::pair<std::string, std::string>> named;  ///< `budget = 20`, spaces or not, or `--budget 20`
  std::string rest;                                        ///< all after the command, as written

  /// The value of a named argument.
  std::optional<std::string> find(std::string_view name) const;
};

/// Words end at white space outside of brackets and quotes; the operators `>>`, `+`, `++` and `=` hold what
/// stands around them together, so that a term is one word.
Statement read_statement(std::string_view text);

}  // namespace nasg::repl
