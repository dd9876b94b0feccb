// SPDX-License-Identifier: Apache-2.0
// nasgc count, info.
#include <CLI/CLI.hpp>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/terms.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/describe.h"

namespace nasg::driver {

diag::Diagnostic uncounted(const sema::CheckedSpace& checked) {
  const auto open = checked.automaton.open_limit();
  if (!open || !checked.automaton.count_drawn())
    return diag::make(diag::code::E0910, checked.space.place, checked.space.name);
  const ir::Limit& limit = checked.space.limits[*open];
  return diag::make(diag::code::E0404, limit.place, checked.space.name, limit.text);
}

namespace {

struct SpaceOptions {
  SpaceArguments from;
  std::optional<std::uint32_t> depth;
};

void count(Session& session, const SpaceOptions& options) {
  auto checked = session.load_space(options.from.file, options.from.space);
  if (!checked) return;
  std::optional<ir::BigInt> number;
  if (options.depth) {
    const std::uint32_t limit = checked->space.depth_limit.value_or(ir::kUnlimitedDepth);
    checked->space.depth_limit = std::min(limit, *options.depth);
    const auto limited = session.take(ir::Automaton::build(checked->space));
    if (!limited) return;
    number = limited->count();
  } else {
    number = checked->automaton.count();
  }
  if (!number) return session.report(uncounted(*checked));
  session.output.write(number->get_str() + '\n');
}

void info(Session& session, const SpaceOptions& options) {
  const auto program = session.load(options.from.file);
  if (!program) return;
  const auto text = describe(*program, options.from.file, session.sink);
  if (text) session.output.write(*text + '\n');
}

}  // namespace

void add_space_commands(CLI::App& app, Action& action) {
  auto counted = std::make_shared<SpaceOptions>();
  auto* counting = app.add_subcommand("count", "the exact number of derivations of a space");
  add_space_arguments(*counting, counted->from);
  counting->add_option("--depth", counted->depth, "only those of at most so many rules from root to leaf")
      ->check(CLI::PositiveNumber);
  counting->callback([&action, counted] { action = [counted](Session& s) { count(s, *counted); }; });

  auto told = std::make_shared<SpaceOptions>();
  auto* telling =
      app.add_subcommand("info", "spaces, parameters, rules, types and counts of a file, as JSON");
  telling
      ->add_option("FILE", told->from.file,
                   "the .nasg file, or a module such as std.nb201; `-` reads standard input")
      ->required();
  telling->callback([&action, told] { action = [told](Session& s) { info(s, *told); }; });
}

}  // namespace nasg::driver
