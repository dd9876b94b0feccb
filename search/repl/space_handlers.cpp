// SPDX-License-Identifier: Apache-2.0
// Commands about files and spaces: load, check, spaces, space, count.
#include "search/repl/handlers.h"

namespace nasg::repl {
namespace {

std::string arguments_text(const ir::SearchSpec& search) {
  std::string text;
  for (const auto& [name, value] : search.arguments) {
    text += (text.empty() ? "" : ", ");
    text += name.empty() ? value.text() : name + " = " + value.text();
  }
  return text.empty() ? "" : "(" + text + ")";
}

void list(Session& session) {
  for (const std::string& name : session.workspace.program()->space_names()) {
    session.console.out << "space  " << name << '\n';
  }
  for (const ir::SearchSpec& search : session.workspace.program()->searches()) {
    session.console.out << "search " << search.name << " on " << search.space << arguments_text(search)
                        << '\n';
  }
}

}  // namespace

bool load_handler(Session& session, const Statement& statement) {
  if (statement.positional.size() > 2) return session.wrong_use("load", "give a file, and perhaps a space");
  const std::string path = statement.positional.empty() ? session.workspace.path() : statement.positional[0];
  if (path.empty()) return session.wrong_use("load", "which file?");
  diag::Sink sink;
  const bool loaded = session.workspace.load(path, sink);
  report(session.console, session.workspace.sources, sink);
  if (!loaded) return false;
  session.space_changed();
  const std::vector<std::string> names = session.workspace.program()->space_names();
  if (statement.positional.size() == 2) {
    if (!session.select(statement.positional[1])) return false;
  } else if (names.size() == 1) {
    if (!session.select("")) return false;
  }
  if (session.workspace.space() != nullptr) {
    session.console.out << session.workspace.space()->space.title() << '\n';
  } else {
    list(session);
  }
  return true;
}

bool check_handler(Session& session, const Statement& statement) {
  const std::string path = statement.positional.empty() ? session.workspace.path() : statement.positional[0];
  if (path.empty()) return session.wrong_use("check", "which file? nothing is loaded");
  diag::Sink sink;
  Workspace fresh;
  if (fresh.load(path, sink)) fresh.program()->check(sink);
  if (!report(session.console, fresh.sources, sink)) return false;
  session.console.out << path << ": no errors\n";
  return true;
}

bool spaces_handler(Session& session, const Statement&) {
  if (session.workspace.program() == nullptr)
    return session.wrong_use("spaces", "nothing is loaded; `load FILE` first");
  list(session);
  return true;
}

bool space_handler(Session& session, const Statement& statement) {
  if (session.workspace.program() == nullptr)
    return session.wrong_use("space", "nothing is loaded; `load FILE` first");
  if (!statement.rest.empty()) {
    if (!session.select(statement.rest)) return false;
  } else if (!session.needs_space("space")) {
    return false;
  }
  session.console.out << session.workspace.space()->space.title() << '\n';
  return true;
}

bool count_handler(Session& session, const Statement&) {
  if (!session.needs_space("count")) return false;
  const ir::Automaton& automaton = session.workspace.space()->automaton;
  const auto count = automaton.count();
  const char* const why = automaton.keeps_limits()
                              ? "infinitely many: the space recurs without a `limit depth`"
                              : "not known: a limit hangs on more than counts";
  session.console.out << (count ? count->get_str() : why) << '\n';
  return true;
}

}  // namespace nasg::repl
