// SPDX-License-Identifier: Apache-2.0
// Programs: loading, checking, and making spaces.
#include "compiler/sema/program.h"

#include <algorithm>
#include <set>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/cascades.h"
#include "compiler/sema/elaborate.h"
#include "compiler/sema/searches.h"
#include "compiler/sema/shapes.h"
#include "compiler/sema/structure.h"
#include "compiler/sema/types.h"
#include "compiler/sema/warnings.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

struct Program::Data {
  Data(const diag::SourceMap& sources, Project found, std::vector<std::string> looked_in, Modules loaded,
       const diag::Sink& syntax, diag::Sink& sink, ir::PassObserver* observer)
      : sources(sources),
        observer(observer),
        project(std::move(found)),
        folders(std::move(looked_in)),
        modules(std::move(loaded)),
        cascades(modules, syntax),
        names(modules, folders, sink),
        searches(elaborate_searches(modules, names, 0, sink)) {}

  const diag::SourceMap& sources;
  ir::PassObserver* observer;
  Project project;
  std::vector<std::string> folders;
  Modules modules;
  Cascades cascades;
  Names names;
  std::vector<ir::SearchSpec> searches;

  /// The declarations of ops and topologies that the space uses go to `uses`, if given.
  std::optional<CheckedSpace> make_space(const SpaceDefinition& definition, const SpaceArguments& arguments,
                                         diag::Place place, diag::Sink& sink,
                                         std::set<const void*>* uses) const;
  /// The same with these choices written out; `differing` receives those that must be.
  std::optional<CheckedSpace> try_space(const SpaceDefinition& definition, const SpaceArguments& arguments,
                                        diag::Place place, diag::Sink& sink, std::set<const void*>* uses,
                                        const std::set<ChoiceKey>& written_out,
                                        std::set<ChoiceKey>& differing) const;
};

namespace {

/// False if a rule or the frame could not be made, be it for an error of syntax that was reported at loading.
bool is_complete(const ir::Space& space) {
  return space.frame.valid() && !space.input.empty() && !space.output.empty() &&
         std::ranges::all_of(space.nonterminals, [](const ir::Nonterminal& n) { return n.rule_count > 0; }) &&
         std::ranges::all_of(space.rules, [](const ir::Rule& rule) { return rule.body.valid(); });
}

}  // namespace

// 1. Elaborate; 2. check the structure, which typing relies on; 3. infer symbolic types, passing over rules
// that have errors; 4. only if all is well, verify concrete shapes and build the automaton.
std::optional<CheckedSpace> Program::Data::try_space(const SpaceDefinition& definition,
                                                     const SpaceArguments& arguments, diag::Place place,
                                                     diag::Sink& sink, std::set<const void*>* uses,
                                                     const std::set<ChoiceKey>& written_out,
                                                     std::set<ChoiceKey>& differing) const {
  const std::size_t errors = sink.errors();
  const std::string& name = definition.space->name.text;
  ElaboratedSpace elaborated;
  const ir::Space& space = elaborated.space;
  const auto run = [&](const char* pass_name, const auto& action) {
    const ir::Pass pass(observer, pass_name, name);
    action();
    pass.made([&] { return ir::text(space); });
  };
  run("elaborate",
      [&] { elaborated = elaborate_space(names, definition, arguments, place, written_out, sink); });
  if (uses) uses->merge(elaborated.uses);
  if (space.nonterminals.empty()) return std::nullopt;
  bool productive = false;
  run("structure", [&] {
    productive = check_structure(space, sink);
    if (sink.errors() == errors) check_reachability(space, elaborated.inherited, sink);
  });
  if (productive) run("types", [&] { infer_types(elaborated, sink); });
  differing = std::move(elaborated.differing);
  if (sink.errors() != errors || !is_complete(space)) return std::nullopt;
  run("shapes", [&] { verify_shapes(elaborated, sink); });
  if (sink.errors() != errors) return std::nullopt;
  auto automaton = [&] {
    const ir::Pass pass(observer, "count", name);
    return ir::Automaton::build(space);
  }();
  if (!automaton) {
    sink.add(automaton.error());
    return std::nullopt;
  }
  const ir::Pass pass(observer, "warnings", name);
  report_doubtful(elaborated, *automaton, sink);
  return CheckedSpace{std::move(elaborated.space), std::move(*automaton)};
}

/// Each further attempt writes out a choice more, so that it ends.
std::optional<CheckedSpace> Program::Data::make_space(const SpaceDefinition& definition,
                                                      const SpaceArguments& arguments, diag::Place place,
                                                      diag::Sink& sink, std::set<const void*>* uses) const {
  std::set<ChoiceKey> written_out;
  for (;;) {
    diag::Sink found;
    std::set<ChoiceKey> differing;
    auto made = try_space(definition, arguments, place, found, uses, written_out, differing);
    const std::size_t known = written_out.size();
    written_out.merge(differing);
    if (written_out.size() > known) continue;
    for (const diag::Diagnostic& diagnostic : found.all())
      if (!project.waives(sources, diagnostic)) sink.add(diagnostic);
    return made;
  }
}

Program::Program(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

Program Program::load(diag::SourceMap& sources, diag::SourceId root, const std::vector<std::string>& folders,
                      diag::Sink& sink, ir::PassObserver* observer) {
  diag::Sink syntax;
  diag::Sink found;
  const std::string path = sources[root].path();
  Project project = find_project(sources, path, sink);
  std::vector<std::string> looked_in = project.imports;
  looked_in.insert(looked_in.end(), folders.begin(), folders.end());
  Modules modules = load_modules(sources, root, looked_in, syntax, found, observer);
  auto data = [&] {
    const ir::Pass pass(observer, "resolve", path);
    return std::make_unique<Data>(sources, std::move(project), std::move(looked_in), std::move(modules),
                                  syntax, found, observer);
  }();
  Program program(std::move(data));
  for (const diag::Diagnostic& error : syntax.all()) sink.add(error);
  program.data_->cascades.pass_on(found, sink);
  return program;
}

std::vector<std::string> Program::space_names() const {
  std::vector<std::string> names;
  for (const grammar::SpaceDeclaration& space : syntax().spaces) names.push_back(space.name.text);
  return names;
}

const std::vector<ir::SearchSpec>& Program::searches() const {
  return data_->searches;
}

const grammar::Module& Program::syntax() const {
  return data_->modules[0].syntax;
}

std::optional<CheckedSpace> Program::instantiate(const std::string& space, const SpaceArguments& arguments,
                                                 diag::Sink& sink) const {
  const auto found = data_->names.find_space(0, space);
  if (found.size() == 1)
    return data_->make_space(found[0], arguments, found[0].space->name.place, sink, nullptr);
  if (found.empty())
    report_unknown(sink, "space", space, {}, data_->names.visible_spaces(0));
  else
    sink.add(make(code::E0202, {}, space));
  return std::nullopt;
}

const Project& Program::project() const {
  return data_->project;
}

const std::vector<std::string>& Program::folders() const {
  return data_->folders;
}

void Program::check(diag::Sink& sink, const std::function<void(CheckedSpace&&)>& each) const {
  std::set<const void*> used;
  const auto check_space = [&](const SpaceDefinition& definition, const SpaceArguments& arguments,
                               diag::Place place) {
    diag::Sink found;
    auto made = data_->make_space(definition, arguments, place, found, &used);
    data_->cascades.pass_on(found, sink);
    return made;
  };
  for (const grammar::SpaceDeclaration& space : syntax().spaces)
    if (auto made = check_space({0, &space}, {}, space.name.place); made && each) each(*std::move(made));
  for (const ir::SearchSpec& search : data_->searches) {
    const auto found = data_->names.find_space(0, search.space);
    if (found.size() == 1) check_space(found[0], search.arguments, search.place);
  }
  const auto check_alone = [&](const Definition& definition, bool is_op) {
    diag::Sink found;
    ElaboratedSpace alone = elaborate_alone(data_->names, definition, found);
    if (is_op && !found.has_errors()) check_op_alone(alone, found);
    data_->cascades.pass_on(found, sink);
  };
  for (const grammar::OpDeclaration& op : syntax().ops)
    if (!used.contains(&op)) check_alone({0, &op}, true);
  for (const grammar::TopologyDeclaration& topology : syntax().topologies)
    if (!used.contains(&topology)) check_alone({0, &topology}, false);
}

}  // namespace nasg::sema
