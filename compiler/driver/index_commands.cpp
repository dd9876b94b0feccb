// SPDX-License-Identifier: Apache-2.0
// nasgc rank, unrank.
#include <CLI/CLI.hpp>

#include "compiler/diag/codes/files.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/views.h"
#include "runtime/derivation/variation.h"

namespace nasg::driver {

namespace {

struct IndexOptions {
  SpaceArguments from;
  std::string what;  ///< the term, or the index
  std::string form = "term";
};

void rank(Session& session, const IndexOptions& options) {
  const auto checked = session.load_space(options.from.file, options.from.space);
  if (!checked) return;
  const auto derivation = session.read_term(*checked, options.what);
  if (!derivation) return;
  if (const auto index = derivation::rank(checked->space, checked->automaton, *derivation)) {
    session.output.write(index->get_str() + '\n');
  } else {
    session.report(uncounted(*checked));
  }
}

bool is_natural(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

void unrank(Session& session, const IndexOptions& options) {
  if (!is_natural(options.what)) return session.refuse(diag::make(diag::code::E0908, {}, options.what));
  const auto checked = session.load_space(options.from.file, options.from.space);
  if (!checked) return;
  const auto writer = Writer::make(checked->space, options.form);
  if (!writer) return session.refuse(writer.error());
  const auto count = checked->automaton.count();
  if (!count) return session.report(uncounted(*checked));
  const auto derivation = derivation::unrank(checked->space, checked->automaton, ir::BigInt(options.what));
  if (!derivation)
    return session.report(
        diag::make(diag::code::E0909, {}, options.what, checked->space.name, count->get_str()));
  if (const auto text = session.take((*writer)(*derivation))) session.output.write(*text + '\n');
}

}  // namespace

void add_index_commands(CLI::App& app, Action& action) {
  auto ranked = std::make_shared<IndexOptions>();
  auto* command = app.add_subcommand("rank", "the index of a term in the order of enumeration, from 0");
  add_space_arguments(*command, ranked->from);
  command->add_option("TERM", ranked->what, "the term; `-` reads standard input")->required();
  command->callback([&action, ranked] { action = [ranked](Session& session) { rank(session, *ranked); }; });

  auto unranked = std::make_shared<IndexOptions>();
  auto* inverse = app.add_subcommand("unrank", "the term of an index");
  add_space_arguments(*inverse, unranked->from);
  inverse->add_option("INDEX", unranked->what, "a number from 0, of any size")->required();
  add_form_option(*inverse, unranked->form);
  inverse->callback([&action, unranked] { action = [unranked](Session& s) { unrank(s, *unranked); }; });
}

}  // namespace nasg::driver
