// SPDX-License-Identifier: Apache-2.0
// nasgc build.
#include <CLI/CLI.hpp>

#include "compiler/codegen/interface.h"
#include "compiler/codegen/jit.h"
#include "compiler/codegen/linker.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/graphviz.h"
#include "grammar/parse.h"

namespace nasg::driver {

namespace {

struct BuildOptions {
  SpaceArguments from;
  std::string emit = "ir";
  std::optional<int> level;
  std::string cpu;
};

diag::Result<std::string> compile(const sema::CheckedSpace& checked, const BuildOptions& options,
                                  ir::PassObserver* observer) {
  const auto compiler = codegen::compiler();
  if (!compiler) return compiler.error();
  if (options.emit == "llvm")
    return (*compiler)->llvm_ir(checked.space, checked.automaton,
                                {.level = options.level.value_or(0), .observer = observer});
  const codegen::Target target{options.level.value_or(2), options.cpu, options.emit == "asm", observer};
  auto code = (*compiler)->machine_code(checked.space, checked.automaton, target);
  if (!code || options.emit != "so") return code;
  const ir::Pass pass(observer, "link", checked.space.title());
  return codegen::link_shared(*code, codegen::limits_costs(checked.space));
}

void build(Session& session, const BuildOptions& options) {
  if (options.emit == "tokens") {
    if (const auto source = session.read(sema::program_file(options.from.file)))
      session.output.write(grammar::list_tokens(session.sources, *source));
    return;
  }
  if (options.emit == "ast") {
    if (const auto program = session.load(options.from.file))
      session.output.write(grammar::dump(program->syntax()));
    return;
  }
  const auto checked = session.load_space(options.from.file, options.from.space);
  if (!checked) return;
  if (options.emit == "ir") return session.output.write(ir::text(checked->space));
  if (options.emit == "dot") return session.output.write(nonterminal_graph(checked->space));
  if (options.emit == "header")
    return session.output.write(codegen::c_header(checked->space, checked->automaton));
  if (const auto text = session.take(compile(*checked, options, session.observer())))
    session.output.write(*text);
}

}  // namespace

void add_build_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<BuildOptions>();
  auto* command = app.add_subcommand("build", "what a space is compiled to");
  add_space_arguments(*command, options->from);
  command
      ->add_option(
          "--emit", options->emit,
          "tokens, ast: the text and its syntax tree; ir: the space; dot: what derives what, for Graphviz\n"
          "llvm: native code as LLVM IR\n"
          "asm, obj: machine code that other programs link with; so: the same as a shared object\n"
          "header: what a C or C++ program includes to call it")
      ->check(CLI::IsMember({"tokens", "ast", "ir", "dot", "llvm", "asm", "obj", "so", "header"}))
      ->capture_default_str();
  command
      ->add_option("-O", options->level,
                   "0: code as generated (llvm); 1, 2: optimised, 2 with its loops (asm, obj, so); 3: by all "
                   "that LLVM has")
      ->check(CLI::IsMember({0, 1, 2, 3}));
  command->add_option("--cpu", options->cpu,
                      "the processor that machine code is for, as LLVM names it, or `native`; any of this "
                      "machine's kind if left out");
  command->callback([&action, options] { action = [options](Session& s) { build(s, *options); }; });
}

}  // namespace nasg::driver
