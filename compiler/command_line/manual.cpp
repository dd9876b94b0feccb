// SPDX-License-Identifier: Apache-2.0
// Manual pages.
#include "compiler/command_line/option_table.h"

namespace nasg::command_line {

namespace {

/// A text between macros: a line must not begin with a dot or a quote, hyphens and backslashes are literal.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if ((result.empty() || result.back() == '\n') && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

/// Help of several lines lists values, a line each.
std::string paragraphs(const std::string& help) {
  std::string text;
  for (const char c : escaped(help)) text += c == '\n' ? std::string("\n.br\n") : std::string(1, c);
  return text;
}

std::string option(const OptionRow& row) {
  std::string head;
  for (const std::string& name : row.names)
    head += (head.empty() ? "\\fB" : ", \\fB") + escaped(name) + "\\fR";
  if (!row.choices.empty()) {
    std::string values;
    for (const std::string& choice : row.choices) values += (values.empty() ? "" : "|") + choice;
    head += " \\fI" + escaped(values) + "\\fR";
  } else if (!row.value.empty()) {
    head += " \\fI" + escaped(row.value) + "\\fR";
  }
  return ".TP\n" + head + "\n" + paragraphs(row.help) + "\n";
}

std::string synopsis(const std::string& program, const CommandRow& command) {
  std::string text = "\\fB" + escaped(program) + "\\fR";
  if (!command.name.empty()) text += " \\fB" + escaped(command.name) + "\\fR";
  for (const OptionRow& row : command.options)
    if (row.operand)
      text += row.required ? " \\fI" + row.names[0] + "\\fR" : " [\\fI" + row.names[0] + "\\fR]";
  return text + " [\\fIOPTION\\fR...]\n";
}

}  // namespace

std::string manual(const OptionTable& table, const std::string& version) {
  const std::string& program = table.program.name;
  std::string upper;
  for (const char c : program) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  std::string text = ".TH " + upper + " 1 \"\" \"nasg " + version + "\" \"User Commands\"\n.SH NAME\n" +
                     program + " \\- " + escaped(table.program.help) + "\n.SH SYNOPSIS\n";
  for (const CommandRow& command : table.commands) text += synopsis(program, command) + ".br\n";
  text += ".SH OPTIONS\n";
  for (const OptionRow& row : table.program.options) text += option(row);
  text += ".SH COMMANDS\n";
  for (const CommandRow& command : table.commands) {
    text += ".SS " + escaped(command.name) + "\n" + paragraphs(command.help) + "\n";
    for (const OptionRow& row : command.options)
      if (row.names.back() != "--help") text += option(row);
    if (!command.footer.empty()) text += ".PP\n" + paragraphs(command.footer) + "\n";
  }
  return text +
         ".SH EXIT STATUS\n0 success; 1 errors in the input; 2 wrong usage; 70 an internal error; 130 after "
         "an "
         "interrupt.\n";
}

}  // namespace nasg::command_line
