// SPDX-License-Identifier: Apache-2.0
// What a REPL session keeps between commands.
#include "search/repl/session.h"

#include "compiler/diag/codes/search.h"
#include "runtime/derivation/term.h"

namespace nasg::repl {

bool Session::select(const std::string& space) {
  diag::Sink sink;
  const bool selected = workspace.select(space, sink);
  report(console, workspace.sources, sink);
  if (selected) space_changed();
  return selected;
}

void Session::space_changed() {
  it.reset();
  best.reset();
  results.reset();
  built.reset();
  variation.reset();
  const sema::CheckedSpace* checked = workspace.space();
  if (checked != nullptr) variation = derivation::make_interpreter(checked->space, checked->automaton);
}

bool Session::fail(const diag::Diagnostic& diagnostic) {
  report(console, workspace.sources, diagnostic);
  return false;
}

bool Session::wrong_use(const std::string& command, const std::string& why) {
  return fail(diag::make(diag::code::E0761, {}, command, why));
}

bool Session::needs_space(const std::string& command) {
  if (workspace.space() != nullptr) return true;
  if (workspace.program() == nullptr) return wrong_use(command, "nothing is loaded; `load FILE` first");
  return select("");
}

std::optional<derivation::Derivation> Session::term(const std::string& text) {
  const auto known = [&](const std::optional<derivation::Derivation>& value, const std::string& name,
                         const char* mend) -> std::optional<derivation::Derivation> {
    if (!value) wrong_use(name, mend);
    return value;
  };
  if (text.empty() || text == "it")
    return known(it, "it", "there is no last term yet; `sample` one, or give one");
  if (text == "best") return known(best, "best", "nothing was found yet; `search` first");
  auto derivation = workspace.term(text, "term");
  if (derivation) return std::move(*derivation);
  fail(derivation.error());
  return std::nullopt;
}

void Session::show(derivation::Derivation derivation) {
  console.out << derivation::term(workspace.space()->space, derivation) << '\n';
  it = std::move(derivation);
}

}  // namespace nasg::repl
