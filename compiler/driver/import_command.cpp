// SPDX-License-Identifier: Apache-2.0
// nasgc import.
#include <CLI/CLI.hpp>

#include "compiler/driver/commands.h"
#include "compiler/sema/module_files.h"
#include "compiler/sema/program.h"
#include "grammar/foreign.h"
#include "grammar/parse.h"

namespace nasg::driver {

namespace {

/// What the modules of the standard library define.
grammar::Library read_library() {
  grammar::Library library;
  for (const auto& [module, path] : sema::module_files(sema::stdlib_folders())) {
    diag::SourceMap sources;
    diag::Sink sink;
    const auto source = grammar::read_source(sources, path);
    if (!source) continue;
    const grammar::Module syntax = grammar::parse(sources, *source, sink);
    for (const auto& op : syntax.ops) library.insert({op.name.text, {module, 0}});
    for (const auto& topology : syntax.topologies)
      library.insert({topology.name.text, {module, topology.params.size()}});
  }
  return library;
}

}  // namespace

void add_import_command(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("import", "a grammar of another tool as a program of the language");
  auto file = std::make_shared<std::string>();
  command->add_option("GRAMMAR", *file, "NLTK's .cfg, BNF or EBNF; `-` reads standard input")->required();
  command->callback([&action, file] {
    action = [file](Session& session) {
      const auto source = session.read(*file);
      if (!source) return;
      const auto text = grammar::import_grammar(session.sources, *source, read_library(), session.sink);
      if (text) session.output.write(*text);
    };
  });
}

}  // namespace nasg::driver
