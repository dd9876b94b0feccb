// SPDX-License-Identifier: Apache-2.0
// nasgc fmt.
#include <CLI/CLI.hpp>

#include "compiler/driver/commands.h"
#include "compiler/driver/unified_diff.h"
#include "grammar/format.h"

namespace nasg::driver {

namespace {

struct FormatOptions {
  std::vector<std::string> files;
  bool check = false;
  bool diff = false;
  bool to_output = false;  ///< `-o` was given
};

void format(Session& session, const FormatOptions& options) {
  for (const std::string& file : options.files) {
    const auto source = session.read(file);
    if (!source) continue;
    const auto text = grammar::format(session.sources, *source, session.sink);
    if (!text) continue;
    const bool same = *text == session.sources[*source].text();
    const std::string& path = session.sources[*source].path();
    if (options.check || options.diff) {
      if (same) continue;
      session.answer_no();
      session.output.write(options.diff ? unified_diff(path, session.sources[*source].text(), *text)
                                        : path + '\n');
    } else if (file == "-" || options.to_output) {
      session.output.write(*text);
    } else if (!same) {
      session.write_file(file, *text);
    }
  }
}

}  // namespace

void add_format_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<FormatOptions>();
  auto* command = app.add_subcommand("fmt", "writes files in the style of the language, in place");
  command
      ->add_option("FILE", options->files, "the .nasg files; `-` reads standard input and writes the result")
      ->required();
  command->add_flag(
      "--check", options->check,
      "changes nothing; lists the files that would change, and ends with status 1 if there are any");
  command->add_flag("--diff", options->diff,
                    "changes nothing; prints what would change, as patch(1) reads it, and ends like --check");
  command->callback([&app, &action, options] {
    options->to_output = app.get_option("--output")->count() > 0;
    if (options->to_output && !options->check && !options->diff && options->files.size() > 1)
      throw CLI::ValidationError("--output", "takes the result of one file");
    action = [options](Session& session) { format(session, *options); };
  });
}

}  // namespace nasg::driver
