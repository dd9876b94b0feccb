// SPDX-License-Identifier: Apache-2.0
// What may stand at the cursor.
#include "search/repl/completion.h"

#include <algorithm>
#include <filesystem>

#include "search/repl/commands.h"
#include "search/repl/handlers.h"

namespace nasg::repl {
namespace {

std::vector<std::string> files(const std::string& prefix) {
  namespace fs = std::filesystem;
  const fs::path given(prefix);
  const fs::path folder = given.parent_path();
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, error)) {
    const std::string name = (folder / entry.path().filename()).string();
    const bool hidden = entry.path().filename().string().starts_with('.');
    if (!hidden || given.filename().string().starts_with('.'))
      names.push_back(name + (entry.is_directory(error) ? "/" : ""));
  }
  return names;
}

std::vector<std::string> term_names(const Session& session) {
  std::vector<std::string> names{"it", "best"};
  if (session.workspace.space() == nullptr) return names;
  const ir::Space& space = session.workspace.space()->space;
  for (const ir::Expr& expression : space.exprs) {
    if (const auto* layer = std::get_if<ir::Layer>(&expression.node)) names.push_back(layer->text);
    if (const auto* call = std::get_if<ir::Call>(&expression.node)) names.push_back(call->text);
  }
  for (const ir::Topology& topology : space.topologies) names.push_back(topology.name + "(");
  return names;
}

std::vector<std::string> candidates(const Session& session, const Command& command,
                                    const std::string& prefix) {
  const sema::Program* program = session.workspace.program();
  std::vector<std::string> names;
  const auto add_options = [&names](const char* end) {
    for (const char* option : option_names()) names.push_back(std::string(option) + end);
  };
  switch (command.completes) {
    case Completes::kNothing: break;
    case Completes::kFiles: return files(prefix);
    case Completes::kSpaces:
      if (program != nullptr) names = program->space_names();
      break;
    case Completes::kTerms: return term_names(session);
    case Completes::kSearches:
      add_options("=");
      if (program == nullptr) break;
      for (const ir::SearchSpec& search : program->searches()) names.push_back(search.name);
      break;
    case Completes::kCommands:
      for (const Command& other : commands()) names.emplace_back(other.name);
      break;
    case Completes::kOptions: add_options(" "); break;
  }
  return names;
}

}  // namespace

Completion complete(const Session& session, std::string_view text) {
  // Statements are separated by `;`; only the last one matters. A tuple's `;` costs its completion, no more.
  const std::size_t statement =
      text.find_last_of(';') == std::string_view::npos ? 0 : text.find_last_of(';') + 1;
  const std::size_t first = std::min(text.find_first_not_of(" \t", statement), text.size());
  const std::size_t space = text.find_first_of(" \t", first);
  Completion completion;
  std::vector<std::string> names;
  if (space == std::string_view::npos) {
    completion.begin = first;
    for (const Command& command : commands()) names.push_back(std::string(command.name) + " ");
  } else {
    const std::string_view name = text.substr(first, space - first);
    const auto command =
        std::ranges::find_if(commands(), [name](const Command& c) { return name == c.name; });
    if (command == commands().end()) return completion;
    const char* const stops = command->completes == Completes::kTerms ? " \t(,<>+" : " \t";
    completion.begin = text.find_last_of(stops) + 1;
    names = candidates(session, *command, std::string(text.substr(completion.begin)));
  }
  const std::string_view prefix = text.substr(completion.begin);
  std::erase_if(names, [prefix](const std::string& candidate) { return !candidate.starts_with(prefix); });
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  completion.candidates = std::move(names);
  return completion;
}

}  // namespace nasg::repl
