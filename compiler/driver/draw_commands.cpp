// SPDX-License-Identifier: Apache-2.0
// nasgc sample, mutate, cross.
#include <CLI/CLI.hpp>

#include "compiler/codegen/jit.h"
#include "compiler/codegen/object_cache.h"
#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/terms.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/views.h"
#include "runtime/derivation/limits.h"

namespace nasg::driver {

namespace {

using derivation::Derivation;
using derivation::Rng;
using derivation::Variation;

struct DrawOptions {
  SpaceArguments from;
  std::vector<std::string> terms;
  std::uint64_t number = 1;
  std::uint64_t seed = 0;
  std::string form = "term";
  bool uniform = false;
  bool jit = false;
  bool no_jit = false;
  bool no_cache = false;
};

/// From this many derivations on, generating native code takes less time than it saves.
constexpr std::uint64_t kWorthCompiling = 20'000;

/// Compiled code or the interpreter: which one makes no difference to what is drawn.
struct Engine {
  std::unique_ptr<codegen::CompiledSpace> compiled;
  std::unique_ptr<Variation> interpreter;

  const Variation& variation() const { return compiled ? compiled->variation() : *interpreter; }
  std::optional<Derivation> sample_uniform(const sema::CheckedSpace& checked, Rng& rng) const {
    return compiled ? compiled->sample_uniform(rng)
                    : derivation::sample_uniform(checked.space, checked.automaton, rng);
  }
};

std::optional<Engine> make_engine(Session& session, const sema::CheckedSpace& checked,
                                  const DrawOptions& options) {
  Engine engine;
  if (!options.no_jit && (options.jit || options.number >= kWorthCompiling)) {
    const codegen::Options how{0, options.no_cache ? "" : codegen::cache_folder()};
    const auto compiler = codegen::compiler();
    auto compiled = compiler ? (*compiler)->compile(checked.space, checked.automaton, how) : compiler.error();
    if (compiled) {
      engine.compiled = *std::move(compiled);
    } else if (options.jit) {
      session.report(compiled.error());
      return std::nullopt;
    }
  }
  if (!engine.compiled) engine.interpreter = derivation::make_interpreter(checked.space, checked.automaton);
  return engine;
}

diag::Diagnostic nothing_drawn(const ir::Space& space) {
  if (!space.limits.empty())
    return diag::make(diag::code::E0405, space.limits[0].place, std::to_string(derivation::kLimitDraws),
                      space.name);
  return diag::make(diag::code::E0911, space.place, space.name, std::to_string(ir::kMaxRules),
                    std::to_string(ir::kMaxDepth));
}

/// Writes `number` results; the i-th is drawn with a generator of its own, so that it does not depend on
/// how many are asked for.
template <class Draw>
void write_each(Session& session, const DrawOptions& options, const Draw& draw) {
  const Rng seed(options.seed);
  for (std::uint64_t i = 0; i < options.number && !session.output.closed(); ++i) {
    Rng rng = seed.fork(i);
    if (!draw(rng)) return;
  }
}

bool write(Session& session, const Writer& writer, const Derivation& derivation) {
  auto text = session.take(writer(derivation));
  if (!text) return false;
  if (!text->ends_with('\n')) *text += '\n';
  session.output.write(*text);
  return true;
}

void sample(Session& session, const DrawOptions& options) {
  const auto checked = session.load_space(options.from.file, options.from.space);
  if (!checked) return;
  const auto writer = Writer::make(checked->space, options.form);
  if (!writer) return session.refuse(writer.error());
  if (options.uniform && !checked->automaton.count_drawn()) return session.report(uncounted(*checked));
  const auto engine = make_engine(session, *checked, options);
  if (!engine) return;
  write_each(session, options, [&](Rng& rng) {
    const auto drawn =
        options.uniform ? engine->sample_uniform(*checked, rng) : engine->variation().sample(rng);
    if (!drawn) session.report(nothing_drawn(checked->space));
    return drawn && write(session, *writer, *drawn);
  });
}

void vary(Session& session, const DrawOptions& options) {
  const auto checked = session.load_space(options.from.file, options.from.space);
  if (!checked) return;
  const auto writer = Writer::make(checked->space, options.form);
  if (!writer) return session.refuse(writer.error());
  std::vector<Derivation> parents;
  for (const std::string& term : options.terms) {
    auto parent = session.read_term(*checked, term);
    if (!parent) return;
    parents.push_back(*std::move(parent));
  }
  const auto engine = make_engine(session, *checked, options);
  if (!engine) return;
  write_each(session, options, [&](Rng& rng) {
    if (parents.size() == 1) {
      const auto child = engine->variation().mutate(parents[0], rng);
      if (!child) session.report(diag::make(diag::code::E0912, {}, "mutation", "the term"));
      return child && write(session, *writer, *child);
    }
    const auto children = engine->variation().cross(parents[0], parents[1], rng);
    if (!children) session.report(diag::make(diag::code::E0912, {}, "crossover", "the two terms"));
    return children && write(session, *writer, children->first) && write(session, *writer, children->second);
  });
}

CLI::App* add_command(CLI::App& app, Action& action, const char* name, const char* help, int parents,
                      void (*run)(Session&, const DrawOptions&)) {
  auto options = std::make_shared<DrawOptions>();
  auto* command = app.add_subcommand(name, help);
  add_space_arguments(*command, options->from);
  if (parents > 0) command->add_option("TERM", options->terms, "the parent")->required()->expected(parents);
  command->add_option("-n,--number", options->number, "how many to draw")->capture_default_str();
  command->add_option("--seed", options->seed, "the same seed gives the same result")->capture_default_str();
  add_form_option(*command, options->form);
  auto* jit = command->add_flag("--jit", options->jit, "draw with native code, whatever the number");
  command->add_flag("--no-jit", options->no_jit, "draw with the interpreter, whatever the number")
      ->excludes(jit);
  command->add_flag("--no-cache", options->no_cache, "keep no native code on disk, and take none from there");
  if (parents == 0)
    command->add_flag("--uniform", options->uniform, "every derivation equally likely, instead of by weight");
  command->callback([&action, options, run] { action = [options, run](Session& s) { run(s, *options); }; });
  return command;
}

}  // namespace

void add_draw_commands(CLI::App& app, Action& action) {
  add_command(app, action, "sample", "draws derivations", 0, sample);
  add_command(app, action, "mutate", "redraws a random part of a term", 1, vary);
  add_command(app, action, "cross", "swaps parts of two terms: two children", 2, vary);
}

}  // namespace nasg::driver
