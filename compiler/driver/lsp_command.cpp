// SPDX-License-Identifier: Apache-2.0
// nasgc lsp.
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "compiler/driver/commands.h"
#include "compiler/lsp/server.h"

namespace nasg::driver {

void add_lsp_command(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("lsp", "the language server, for editors: speaks over standard input and output");
  command->add_flag_function("--stdio", [](std::int64_t) {}, "the only way, which some editors name");
  command->callback([&action] {
    action = [](Session& session) {
      lsp::Transport transport(STDIN_FILENO, STDOUT_FILENO);
      if (!lsp::serve(transport)) session.answer_no();
    };
  });
}

}  // namespace nasg::driver
