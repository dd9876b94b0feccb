// SPDX-License-Identifier: Apache-2.0
// What a program's command line takes, read off its parser: help, completion and manual pages have one
// source.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace nasg::command_line {

struct OptionRow {
  std::vector<std::string> names;    ///< `-o`, `--output`; of an operand, its name alone
  std::string value;                 ///< what it takes, as in `FILE`; empty if it takes nothing
  std::vector<std::string> choices;  ///< the values it takes, if they are few
  std::string help;
  bool operand = false;
  bool required = false;
};

/// A program, or one of its commands.
struct CommandRow {
  std::string name;
  std::string help;
  std::vector<OptionRow> options;
  std::string footer;  ///< an example, say
};

struct OptionTable {
  CommandRow program;  ///< its options may stand behind any command
  std::vector<CommandRow> commands;
};

OptionTable option_table(const CLI::App& app);

/// A script for `bash`, `zsh` or `fish` that completes commands, options, their values and files.
std::string completion(const OptionTable& table, const std::string& shell);

/// For a command line that was refused, without the program's name: the command or option that a word of it is
/// like, as a line of text; empty if there is none.
std::string suggestion(const OptionTable& table, const std::vector<std::string>& words);

/// The manual page of section 1, in the macros of man(7).
std::string manual(const OptionTable& table, const std::string& version);

/// The shells that `completion` knows.
const std::vector<std::string>& shells();

/// In single quotes, as every shell reads one word.
std::string shell_quoted(const std::string& text);

}  // namespace nasg::command_line
