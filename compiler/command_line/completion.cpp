// SPDX-License-Identifier: Apache-2.0
// Completion scripts.
#include <map>

#include "compiler/command_line/option_table.h"

namespace nasg::command_line {

namespace {

std::string joined(const std::vector<std::string>& words, const std::string& between = " ") {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// The options of a command together with those of the program.
std::vector<OptionRow> all_options(const OptionTable& table, const CommandRow& command) {
  std::vector<OptionRow> rows = command.options;
  for (const OptionRow& row : table.program.options)
    if (!row.operand && row.names.back() != "--help" && row.names.back() != "--version") rows.push_back(row);
  return rows;
}

std::vector<std::string> command_names(const OptionTable& table) {
  std::vector<std::string> names;
  for (const CommandRow& command : table.commands) names.push_back(command.name);
  return names;
}

std::vector<std::string> option_names(const std::vector<OptionRow>& rows) {
  std::vector<std::string> names;
  for (const OptionRow& row : rows)
    if (!row.operand) names.insert(names.end(), row.names.begin(), row.names.end());
  return names;
}

std::string bash(const OptionTable& table) {
  const std::string& program = table.program.name;
  std::string options = "    '') options=" + shell_quoted(joined(option_names(table.program.options))) +
                        " words=" + shell_quoted(joined(command_names(table))) + " ;;\n";
  std::string values;
  for (const CommandRow& command : table.commands) {
    const auto rows = all_options(table, command);
    std::string words;
    for (const OptionRow& row : rows) {
      if (row.choices.empty()) continue;
      if (row.operand) {
        words = " words=" + shell_quoted(joined(row.choices));
      } else {
        for (const std::string& name : row.names)
          values +=
              "    " + command.name + ":" + name + ") words=" + shell_quoted(joined(row.choices)) + " ;;\n";
      }
    }
    options +=
        "    " + command.name + ") options=" + shell_quoted(joined(option_names(rows))) + words + " ;;\n";
  }
  return "# Completion of " + program + " in bash: source <(" + program + " completion bash)\n_" + program +
         "() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local command= options= words= i\n"
         // Bash takes a `=` for a word of its own.
         "  if [[ $word == = ]]; then word=\n"
         "  elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case ${COMP_WORDS[i]} in " +
         joined(command_names(table), "|") +
         ") command=${COMP_WORDS[i]}; break ;; esac\n"
         "  done\n"
         "  case $command in\n" +
         options +
         "  esac\n"
         "  case $command:$previous in\n" +
         values +
         "  esac\n"
         "  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
         "  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  else COMPREPLY=($(compgen -f -- \"$word\")); fi\n"
         "}\n"
         "complete -o filenames -F _" +
         program + " " + program + "\n";
}

/// One specification of zsh's _arguments.
std::string zsh_argument(const OptionRow& row) {
  const std::string action = row.choices.empty() ? "_files" : "(" + joined(row.choices) + ")";
  if (row.operand) return shell_quoted("*:" + row.names.front() + ":" + action);
  const std::string taken = row.value.empty() && row.choices.empty() ? "" : ":" + row.value + ":" + action;
  std::string help;
  for (const char c : first_line(row.help))
    help += std::string(c == '[' || c == ']' || c == ':' ? "\\" : "") + c;
  std::string text;
  for (const std::string& name : row.names) {
    // The value stands behind the name or is the next word.
    const std::string joint = taken.empty() ? "" : name.starts_with("--") ? "=" : "+";
    text += (text.empty() ? "" : " ") +
            shell_quoted("(" + joined(row.names) + ")" + name + joint + "[" + help + "]" + taken);
  }
  return text;
}

std::string zsh(const OptionTable& table) {
  const std::string& program = table.program.name;
  std::string commands;
  std::string cases;
  for (const CommandRow& command : table.commands) {
    commands += "        " + shell_quoted(command.name + ":" + first_line(command.help)) + "\n";
    cases += "        " + command.name + ") _arguments";
    for (const OptionRow& row : all_options(table, command)) cases += " \\\n          " + zsh_argument(row);
    cases += " ;;\n";
  }
  std::string options;
  for (const OptionRow& row : table.program.options)
    if (!row.operand) options += " \\\n    " + zsh_argument(row);
  return "#compdef " + program + "\n# Completion of " + program + " in zsh: " + program +
         " completion zsh > \"${fpath[1]}/_" + program + "\"\n_" + program +
         "() {\n"
         "  local state line\n"
         "  _arguments -C" +
         options +
         " \\\n    '1: :->command' '*:: :->rest'\n"
         "  case $state in\n"
         "    command)\n"
         "      local -a commands=(\n" +
         commands +
         "      )\n"
         "      _describe command commands ;;\n"
         "    rest)\n"
         "      case $words[1] in\n" +
         cases +
         "      esac ;;\n"
         "  esac\n"
         "}\n"
         "compdef _" +
         program + " " + program + "\n";
}

std::string fish_option(const std::string& program, const std::string& condition, const OptionRow& row) {
  std::string line = "complete -c " + program + " -n " + shell_quoted(condition);
  if (!row.operand)
    for (const std::string& name : row.names)
      line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!row.choices.empty())
    line += " -x -a " + shell_quoted(joined(row.choices));
  else if (!row.value.empty())
    line += " -r";
  return line + " -d " + shell_quoted(first_line(row.help)) + "\n";
}

std::string fish(const OptionTable& table) {
  const std::string& program = table.program.name;
  std::string text = "# Completion of " + program + " in fish: " + program + " completion fish | source\n";
  for (const OptionRow& row : table.program.options)
    if (!row.operand) text += fish_option(program, "true", row);
  for (const CommandRow& command : table.commands) {
    text += "complete -c " + program + " -n __fish_use_subcommand -f -a " + command.name + " -d " +
            shell_quoted(first_line(command.help)) + "\n";
    for (const OptionRow& row : command.options)
      if (!row.operand || !row.choices.empty())
        text += fish_option(program, "__fish_seen_subcommand_from " + command.name, row);
  }
  return text;
}

const std::map<std::string, std::string (*)(const OptionTable&)>& makers() {
  static const std::map<std::string, std::string (*)(const OptionTable&)> table{
      {"bash", bash}, {"fish", fish}, {"zsh", zsh}};
  return table;
}

}  // namespace

const std::vector<std::string>& shells() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, maker] : makers()) all.push_back(name);
    return all;
  }();
  return names;
}

std::string shell_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string completion(const OptionTable& table, const std::string& shell) {
  return makers().at(shell)(table);
}

}  // namespace nasg::command_line
