// SPDX-License-Identifier: Apache-2.0
// A loaded file, and the space of it that commands work on.
#include "search/repl/workspace.h"

#include <cstdlib>
#include <filesystem>

#include "grammar/parse.h"
#include "runtime/derivation/term.h"

namespace nasg::repl {

bool Workspace::load(const std::string& path, diag::Sink& sink) {
  const std::string file = sema::program_file(path);
  const auto source = grammar::read_source(sources, file);
  if (!source) {
    sink.add(source.error());
    return false;
  }
  const std::size_t before = sink.errors();
  sema::Program program = sema::Program::load(sources, *source, sema::stdlib_folders(), sink);
  if (sink.errors() > before) return false;
  program_.emplace(std::move(program));
  path_ = file;
  space_.reset();
  return true;
}

bool Workspace::select(const std::string& space, diag::Sink& sink) {
  return take(sema::select_space(*program_, sources, space, sink));
}

bool Workspace::select(const ir::SearchSpec& search, diag::Sink& sink) {
  return take(program_->instantiate(search.space, search.arguments, sink));
}

bool Workspace::take(std::optional<sema::CheckedSpace> space) {
  if (!space) return false;
  space_ = std::make_unique<sema::CheckedSpace>(std::move(*space));
  return true;
}

std::vector<std::string> Workspace::folders() const {
  std::vector<std::string> folders{std::filesystem::path(path_).parent_path().string(), ""};
  if (const char* data = std::getenv("NASG_DATA")) folders.emplace_back(data);
  return folders;
}

diag::Result<ir::Setting> Workspace::setting(const std::string& text, const std::string& origin) {
  auto expression = grammar::parse_expression(sources, sources.add(origin, text));
  if (!expression) return expression.error();
  return grammar::to_setting(**expression);
}

diag::Result<derivation::Derivation> Workspace::term(const std::string& text, const std::string& origin) {
  auto derivation = derivation::parse(space_->space, space_->automaton, text);
  if (derivation) return derivation;
  // Only a text with a mistake has to be kept.
  const diag::SourceId source = sources.add(origin, text);
  return derivation::parse(space_->space, space_->automaton, sources[source].text(), source);
}

}  // namespace nasg::repl
