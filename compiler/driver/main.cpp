// SPDX-License-Identifier: Apache-2.0
// nasgc: the compiler's command line.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <set>

#include "compiler/command_line/option_table.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/views.h"

namespace nasg::driver {

void add_space_arguments(CLI::App& command, SpaceArguments& arguments) {
  command
      .add_option("FILE", arguments.file,
                  "the .nasg file, or a module such as std.nb201; `-` reads standard input")
      ->required();
  command.add_option("--space", arguments.space, "one of the file's spaces: NAME or 'NAME(parameter = 8)'");
}

void add_form_option(CLI::App& command, std::string& form) {
  std::string help = "how derivations are written: a notation of the space, or";
  for (const View& view : all_views()) help += std::string("\n  ") + view.name + ": " + view.help;
  command.add_option("--as", form, help)->type_name("FORM")->capture_default_str();
}

namespace {

void add_print_after(CLI::App& app, std::vector<std::string>& chosen) {
  std::string help = "what a pass has made, to standard error; all, or";
  std::set<std::string> names{"all"};
  for (const PassInfo& pass : passes_with_text()) {
    help += std::string("\n  ") + pass.name + ": " + pass.help;
    names.insert(pass.name);
  }
  app.add_option("--print-after", chosen, help)
      ->type_name("PASS")
      ->delimiter(',')
      ->check(CLI::IsMember(std::move(names)));
}

int run(int argc, char** argv) {
  CLI::App app{"Checks, counts, samples and compiles spaces of neural architectures."};
  app.name("nasgc");
  app.set_version_flag("--version", "nasgc " NASG_VERSION NASG_BUILT_WITH);
  app.require_subcommand(1);
  app.fallthrough();
  GlobalOptions options;
  app.add_option("-o,--output", options.output, "where results go, instead of standard output")
      ->type_name("FILE");
  app.add_option("--diagnostics-format", options.diagnostics_format,
                 "how errors are written to standard error")
      ->check(CLI::IsMember({"text", "json", "sarif"}))
      ->capture_default_str();
  app.add_option("--color", options.colour,
                 "whether they are coloured; auto: on a terminal, unless NO_COLOR is set")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_option("--error-limit", options.error_limit, "how many errors and warnings are written; 0: all")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("-I", options.imports,
                 "a folder where `import a.b` is looked for, before the project's and the standard library")
      ->type_name("DIR")
      ->allow_extra_args(false);
  app.add_option("--depfile", options.depfile, "receives the files that were read, as make and ninja take it")
      ->type_name("FILE");
  app.add_option("-W", options.warnings,
                 "-Wno-NAME leaves the warnings of that name out, -Werror makes errors of the others")
      ->type_name("SETTING");
  app.add_flag("--time-passes", options.time_passes, "how long each pass took, to standard error");
  app.add_option("--time-trace", options.time_trace,
                 "the same to a file, as a trace that chrome://tracing and Perfetto show")
      ->type_name("FILE");
  add_print_after(app, options.print_after);
  Action action;
  add_check_commands(app, action);
  add_format_command(app, action);
  add_space_commands(app, action);
  add_build_command(app, action);
  add_report_command(app, action);
  add_draw_commands(app, action);
  add_index_commands(app, action);
  add_term_commands(app, action);
  add_export_command(app, action);
  add_import_command(app, action);
  add_lsp_command(app, action);
  add_help_commands(app, action);
  add_examples(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (app.exit(error) == 0) return kSuccess;
    std::cerr << command_line::suggestion(command_line::option_table(app), {argv + 1, argv + argc});
    return kWrongUsage;
  }
  Session session(options);
  action(session);
  return session.finish();
}

}  // namespace

}  // namespace nasg::driver

int main(int argc, char** argv) {
  nasg::driver::end_cleanly_on_interrupt();
  try {
    return nasg::driver::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "nasgc: internal error: " << error.what()
              << "\nThis is a fault of nasgc " NASG_VERSION
                 ": please report it with the file and the command line.\n";
    return nasg::driver::kInternalError;
  }
}
