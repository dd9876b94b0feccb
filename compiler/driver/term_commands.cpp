// SPDX-License-Identifier: Apache-2.0
// nasgc parse, show.
#include <CLI/CLI.hpp>

#include "compiler/driver/commands.h"
#include "compiler/driver/views.h"

namespace nasg::driver {

namespace {

struct TermOptions {
  SpaceArguments from;
  std::string term;
  std::string form;
};

void show(Session& session, const TermOptions& options) {
  const auto checked = session.load_space(options.from.file, options.from.space);
  if (!checked) return;
  const auto writer = Writer::make(checked->space, options.form);
  if (!writer) return session.refuse(writer.error());
  const auto derivation = session.read_term(*checked, options.term);
  if (!derivation) return;
  auto text = session.take((*writer)(*derivation));
  if (!text) return;
  if (!text->ends_with('\n')) *text += '\n';
  session.output.write(*text);
}

void add_command(CLI::App& app, Action& action, const char* name, const char* help, const char* form) {
  auto options = std::make_shared<TermOptions>();
  options->form = form;
  auto* command = app.add_subcommand(name, help);
  add_space_arguments(*command, options->from);
  command
      ->add_option("TERM", options->term,
                   "a term, a bracketed derivation, or a notation; `-` reads standard input")
      ->required();
  add_form_option(*command, options->form);
  command->callback(
      [&action, options] { action = [options](Session& session) { show(session, *options); }; });
}

}  // namespace

void add_term_commands(CLI::App& app, Action& action) {
  add_command(app, action, "parse", "the derivation of a term, or where it leaves the language", "sexpr");
  add_command(app, action, "show", "a term in another form", "tree");
}

}  // namespace nasg::driver
