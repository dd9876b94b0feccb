// SPDX-License-Identifier: Apache-2.0
// The commands of the REPL: one table, from which dispatch, help and completion come.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "search/repl/session.h"
#include "search/repl/words.h"

namespace nasg::repl {

/// What completes the arguments of a command.
enum class Completes : std::uint8_t { kNothing, kFiles, kSpaces, kTerms, kSearches, kCommands, kOptions };

struct Command {
  const char* name;
  const char* arguments;
  const char* help;  ///< one line, more lines after it for `help COMMAND`
  Completes completes;
  /// False if the statement failed; why was reported then.
  bool (*handler)(Session& session, const Statement& statement);
};

std::span<const Command> commands();

/// Runs one statement. False if it failed.
bool run_statement(Session& session, std::string_view text);

/// A text of the table: all commands, or all about one.
std::string help_text();
std::string help_text(const Command& command);

}  // namespace nasg::repl
