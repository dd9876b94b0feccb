// SPDX-License-Identifier: Apache-2.0
// Reading the tables of the command line's parser.
#include "compiler/command_line/option_table.h"

#include <CLI/CLI.hpp>

namespace nasg::command_line {

namespace {

/// `TEXT:{text,json,sarif}` names the values.
std::vector<std::string> choices_of(const std::string& type) {
  std::vector<std::string> choices;
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return choices;
  for (std::string& choice : CLI::detail::split(type.substr(begin + 1, end - begin - 1), ','))
    choices.push_back(std::move(choice));
  return choices;
}

OptionRow row_of(const CLI::Option& option) {
  OptionRow row;
  row.operand = !option.nonpositional();
  row.required = option.get_required();
  row.help = option.get_description();
  if (row.operand) {
    row.names.push_back(option.get_name(true));
  } else {
    for (const std::string& name : option.get_snames()) row.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) row.names.push_back("--" + name);
  }
  const std::string type = option.get_type_name();
  row.choices = choices_of(type);
  if (option.get_type_size_max() == 0 || row.operand) return row;
  const bool told = !option.get_option_text().empty();
  row.value = told ? option.get_option_text() : type.substr(0, type.find(':'));
  return row;
}

CommandRow command_of(const CLI::App& app) {
  CommandRow command{app.get_name(), app.get_description(), {}, app.get_footer()};
  for (const CLI::Option* option : app.get_options()) command.options.push_back(row_of(*option));
  return command;
}

}  // namespace

OptionTable option_table(const CLI::App& app) {
  OptionTable table{command_of(app), {}};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    table.commands.push_back(command_of(*command));
  return table;
}

}  // namespace nasg::command_line
