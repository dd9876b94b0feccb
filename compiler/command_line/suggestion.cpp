// SPDX-License-Identifier: Apache-2.0
// What a misspelt word of a command line was meant to be.
#include <algorithm>

#include "compiler/command_line/option_table.h"
#include "compiler/diag/diagnostic.h"

namespace nasg::command_line {

namespace {

void add_options(const CommandRow& row, std::vector<std::string>& names) {
  for (const OptionRow& option : row.options)
    if (!option.operand) names.insert(names.end(), option.names.begin(), option.names.end());
}

}  // namespace

std::string suggestion(const OptionTable& table, const std::vector<std::string>& words) {
  std::vector<std::string> commands;
  for (const CommandRow& row : table.commands) commands.push_back(row.name);
  std::vector<std::string> options;
  add_options(table.program, options);
  std::optional<std::string> unknown_command;
  for (const std::string& word : words) {
    const auto command = std::ranges::find(table.commands, word, &CommandRow::name);
    if (command != table.commands.end()) {
      add_options(*command, options);
      unknown_command.reset();
      break;
    }
    if (!unknown_command && !word.starts_with("-")) unknown_command = word;
  }
  std::optional<std::string> near;
  if (unknown_command) near = diag::nearest(*unknown_command, commands);
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    if (near || word == "--") break;
    if (word.starts_with("--") && std::ranges::find(options, name) == options.end())
      near = diag::nearest(name, options);
  }
  return near ? "did you mean `" + *near + "`?\n" : "";
}

}  // namespace nasg::command_line
