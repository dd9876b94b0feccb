// SPDX-License-Identifier: Apache-2.0
// nasgc completion, man.
#include <CLI/CLI.hpp>

#include "compiler/command_line/option_table.h"
#include "compiler/driver/commands.h"

namespace nasg::driver {

void add_help_commands(CLI::App& app, Action& action) {
  auto shell = std::make_shared<std::string>();
  auto* completing = app.add_subcommand("completion", "the script that makes a shell complete command lines");
  completing->add_option("SHELL", *shell, "the shell")
      ->required()
      ->check(CLI::IsMember(command_line::shells()));
  completing->callback([&app, &action, shell] {
    action = [&app, shell](Session& session) {
      session.output.write(command_line::completion(command_line::option_table(app), *shell));
    };
  });

  auto* telling = app.add_subcommand("man", "the manual page, for man(1)");
  telling->callback([&app, &action] {
    action = [&app](Session& session) {
      session.output.write(command_line::manual(command_line::option_table(app), NASG_VERSION));
    };
  });
}

}  // namespace nasg::driver
