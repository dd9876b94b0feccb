// SPDX-License-Identifier: Apache-2.0
// The commands of the REPL.
#include "search/repl/commands.h"

#include <fmt/format.h>

#include "compiler/diag/codes/search.h"
#include "search/repl/handlers.h"

namespace nasg::repl {
namespace {

constexpr Command kCommands[] = {
    {"load", "FILE [SPACE]",
     "read a file, and select a space of it\nWithout FILE, reads the loaded one again.", Completes::kFiles,
     load_handler},
    {"check", "[FILE]", "check a file, or the loaded one as it now is on the disk", Completes::kFiles,
     check_handler},
    {"spaces", "", "list the spaces and searches of the loaded file", Completes::kNothing, spaces_handler},
    {"space", "[SPACE]", "select a space, `NB201` or `NB201(width = 8)`, or say which is", Completes::kSpaces,
     space_handler},
    {"count", "", "count the architectures of the space, exactly", Completes::kNothing, count_handler},
    {"sample", "[N] [uniform=true]",
     "draw an architecture, or N of them; the last is `it`\nDraws follow the weights of the grammar, or give "
     "every "
     "architecture the same chance.",
     Completes::kNothing, sample_handler},
    {"show", "[TERM] [as=FORM]",
     "draw a term as a tree, with its costs\nFORM is tree, term, sexpr, json, plan, passes, cost, or a notation of "
     "the "
     "space.",
     Completes::kTerms, show_handler},
    {"mutate", "[TERM]", "redraw one part of a term, at random", Completes::kTerms, mutate_handler},
    {"cross", "[TERM] TERM", "swap two parts of two terms; the first child is `it`", Completes::kTerms,
     cross_handler},
    {"build", "[TERM]", "build the network of a term", Completes::kTerms, build_handler},
    {"train", "[TERM] [data=digits] [epochs=10] [batch=64] [lr=0.05] …",
     "train the network of a term from scratch\nThe trained network is kept for `export`. Settings are those "
     "of the "
     "objective `train`, and `seed`.",
     Completes::kTerms, train_handler},
    {"evaluate", "[TERM] [objective=…] [seed=…]", "evaluate a term by an objective", Completes::kTerms,
     evaluate_handler},
    {"search", "[NAME] [objective=…] [strategy=…] [budget=…] [seed=…] [study=…] [resume=true]",
     "run a search of the file, or one that is said here\nWhat is not said is taken from the search NAME (or "
     "the "
     "only one) of the file, then from `set`.",
     Completes::kSearches, search_handler},
    {"best", "", "show the best architecture of the last search, and make it `it`", Completes::kNothing,
     best_handler},
    {"history", "[N]", "list the trials of the last search, or its last N", Completes::kNothing,
     history_handler},
    {"export", "FILE [TERM]",
     "save a network: FILE.pt is TorchScript, FILE.py PyTorch source, FILE.onnx ONNX\nThe weights are those "
     "of the last "
     "`train` of "
     "this term; without one they are freshly drawn.",
     Completes::kFiles, export_handler},
    {"set", "[NAME VALUE]", "change what commands take when nothing is said, or list it", Completes::kOptions,
     set_handler},
    {"help", "[COMMAND]", "say what commands there are, or more about one", Completes::kCommands,
     help_handler},
    {"quit", "", "end the session (so does Ctrl-D)", Completes::kNothing, quit_handler},
};

const Command* find(std::string_view name) {
  for (const Command& command : kCommands) {
    if (name == command.name || (name == "exit" && command.name == std::string_view("quit"))) return &command;
  }
  return nullptr;
}

bool unknown(Session& session, const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  auto error = diag::make(diag::code::E0760, {}, name);
  if (const auto near = diag::nearest(name, names)) {
    error.note("did you mean `" + *near + "`?");
  } else {
    error.note("`help` lists the commands");
  }
  return session.fail(error);
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

bool run_statement(Session& session, std::string_view text) {
  const Statement statement = read_statement(text);
  const Command* command = find(statement.command);
  return command != nullptr ? command->handler(session, statement) : unknown(session, statement.command);
}

std::string help_text() {
  std::string text;
  for (const Command& command : kCommands)
    text += fmt::format("{:<9} {}\n", command.name, first_line(command.help));
  return text + "`it` is the last term, `best` the best of the last search; `;` separates statements.\n";
}

std::string help_text(const Command& command) {
  return fmt::format("{} {}\n{}\n", command.name, command.arguments, command.help);
}

bool help_handler(Session& session, const Statement& statement) {
  if (statement.positional.empty()) {
    session.console.out << help_text();
    return true;
  }
  const Command* command = find(statement.positional[0]);
  if (command == nullptr) return unknown(session, statement.positional[0]);
  session.console.out << help_text(*command);
  return true;
}

bool quit_handler(Session& session, const Statement&) {
  session.quit = true;
  return true;
}

}  // namespace nasg::repl
