// SPDX-License-Identifier: Apache-2.0
// nasgc report.
#include <CLI/CLI.hpp>

#include "compiler/codegen/jit.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/space_page.h"

namespace nasg::driver {

namespace {

void report(Session& session, const SpaceArguments& from) {
  const PassRecord& record = session.keep_texts();
  const auto checked = session.load_space(from.file, from.space);
  if (!checked) return;
  const auto compiler = session.take(codegen::compiler());
  if (!compiler) return;
  const codegen::Options options{.level = 2, .observer = session.observer()};
  if (!session.take((*compiler)->llvm_ir(checked->space, checked->automaton, options))) return;
  session.output.write(space_page(*checked, session.sources, session.sink, record));
}

}  // namespace

void add_report_command(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "report", "a page about a space: its rules, what is drawn, what each pass made of it");
  auto from = std::make_shared<SpaceArguments>();
  add_space_arguments(*command, *from);
  command->callback([&action, from] { action = [from](Session& session) { report(session, *from); }; });
}

}  // namespace nasg::driver
