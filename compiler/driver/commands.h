// SPDX-License-Identifier: Apache-2.0
// The commands of nasgc, in groups; each adds its subcommands and options to the command line.
#pragma once

#include <functional>
#include <string>

#include "compiler/driver/session.h"

namespace CLI {
class App;
}

namespace nasg::driver {

/// What the chosen subcommand does, set once the command line has been read.
using Action = std::function<void(Session&)>;

void add_check_commands(CLI::App& app, Action& action);  ///< check, explain
void add_format_command(CLI::App& app, Action& action);  ///< fmt
void add_space_commands(CLI::App& app, Action& action);  ///< count, info
void add_build_command(CLI::App& app, Action& action);   ///< build
void add_report_command(CLI::App& app, Action& action);  ///< report
void add_draw_commands(CLI::App& app, Action& action);   ///< sample, mutate, cross
void add_index_commands(CLI::App& app, Action& action);  ///< rank, unrank
void add_term_commands(CLI::App& app, Action& action);   ///< parse, show
void add_export_command(CLI::App& app, Action& action);  ///< export
void add_import_command(CLI::App& app, Action& action);  ///< import
void add_lsp_command(CLI::App& app, Action& action);     ///< lsp
void add_help_commands(CLI::App& app, Action& action);   ///< completion, man
void add_examples(CLI::App& app);                        ///< at the end of the help of each command

/// Why the derivations of a space have no number: a limit that is not counted by (E0404), or there is no end
/// of them (E0910).
diag::Diagnostic uncounted(const sema::CheckedSpace& checked);

/// What most commands take: the file and, of its spaces, one.
struct SpaceArguments {
  std::string file;
  std::string space;
};
void add_space_arguments(CLI::App& command, SpaceArguments& arguments);
/// `--as FORM`; its help lists the table of forms.
void add_form_option(CLI::App& command, std::string& form);

}  // namespace nasg::driver
