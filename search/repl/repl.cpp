// SPDX-License-Identifier: Apache-2.0
// The read-evaluate-print loop.
#include "search/repl/repl.h"

#include "search/repl/cli.h"
#include "search/repl/commands.h"
#include "search/repl/completion.h"
#include "search/repl/interrupt.h"
#include "search/repl/line_editor.h"

namespace nasg::repl {
namespace {

/// Runs every statement of a text; false if one failed.
bool run_all(Session& session, const std::string& text) {
  bool good = true;
  for (const std::string& statement : split_statements(text)) {
    if (session.quit || interrupted()) break;
    good = run_statement(session, statement) && good;
    session.console.out << std::flush;
  }
  return good;
}

std::string prompt(const Session& session) {
  const sema::CheckedSpace* checked = session.workspace.space();
  return (checked != nullptr ? checked->space.name : "nasg") + "> ";
}

}  // namespace

int run_interactive(const Console& console) {
  Session session(console);
  LineEditor editor(history_file(), [&session](std::string_view text) { return complete(session, text); });
  console.out << "nasg: `help` lists the commands, Tab completes, Ctrl-D ends\n" << std::flush;
  while (!session.quit) {
    clear_interrupt();
    auto text = editor.read(prompt(session));
    while (text && is_open(*text)) {
      const auto more = editor.read("... ");
      if (!more) text.reset();
      if (text) *text += " " + *more;
    }
    if (!text) {
      if (interrupted()) continue;
      break;
    }
    editor.keep(*text);
    run_all(session, *text);
  }
  return kSuccess;
}

int run_script(const Console& console, std::istream& in) {
  Session session(console);
  bool good = true;
  std::string text;
  std::string line;
  while (!session.quit && !interrupted() && std::getline(in, line)) {
    text += line + "\n";
    if (is_open(text)) continue;
    good = run_all(session, text) && good;
    text.clear();
  }
  if (!text.empty() && !interrupted()) good = run_all(session, text) && good;
  if (interrupted()) return interrupt_status();
  return good ? kSuccess : kErrors;
}

}  // namespace nasg::repl
