// SPDX-License-Identifier: Apache-2.0
// Programs: loading, checking, and making spaces.
#include "compiler/sema/program.h"

#include <algorithm>
#include <set>

#include "compiler/sema/elaborate.h"
#include "compiler/sema/searches.h"
#include "compiler/sema/shapes.h"
#include "compiler/sema/structure.h"
#include "compiler/sema/types.h"

namespace nasg::sema {

using diag::Code;
using diag::make;

struct Program::Data {
  Data(Modules loaded, diag::Sink& sink)
      : modules(std::move(loaded)),
        names(modules, sink),
        searches(elaborate_searches(modules, names, 0, sink)) {}

  Modules modules;
  Names names;
  std::vector<ir::SearchSpec> searches;

  /// The declarations of ops and topologies that the space uses go to `uses`, if given.
  std::optional<CheckedSpace> make_space(const SpaceDefinition& definition, const SpaceArguments& arguments,
                                         diag::Place place, diag::Sink& sink,
                                         std::set<const void*>* uses) const;
};

namespace {

/// Adds diagnostics, but each code at a place only once: a file's ops are elaborated in each space that uses
/// them.
class UniqueSink {
 public:
  explicit UniqueSink(diag::Sink& sink) : sink_(sink) {
    for (const diag::Diagnostic& known : sink.all()) seen_.insert(key(known));
  }
  void add(const diag::Sink& found) {
    for (const diag::Diagnostic& diagnostic : found.all())
      if (seen_.insert(key(diagnostic)).second) sink_.add(diagnostic);
  }

 private:
  using Key = std::tuple<diag::Code, std::uint32_t, std::uint32_t, std::uint32_t>;
  static Key key(const diag::Diagnostic& diagnostic) {
    const diag::Place& place = diagnostic.primary;
    return {diagnostic.code, place.source.value, place.begin, place.end};
  }

  diag::Sink& sink_;
  std::set<Key> seen_;
};

}  // namespace

// 1. Elaborate; 2. check the structure, which typing relies on; 3. infer symbolic types, passing over rules
// that have errors; 4. only if all is well, verify concrete shapes and build the automaton.
std::optional<CheckedSpace> Program::Data::make_space(const SpaceDefinition& definition,
                                                      const SpaceArguments& arguments, diag::Place place,
                                                      diag::Sink& sink, std::set<const void*>* uses) const {
  const std::size_t errors = sink.errors();
  ElaboratedSpace elaborated = elaborate_space(names, definition, arguments, place, sink);
  if (uses) uses->merge(elaborated.uses);
  if (elaborated.space.nonterminals.empty()) return std::nullopt;
  const bool productive = check_structure(elaborated.space, sink);
  if (sink.errors() == errors) check_reachability(elaborated.space, sink);
  if (productive) infer_types(elaborated, sink);
  if (sink.errors() != errors) return std::nullopt;
  verify_shapes(elaborated, sink);
  if (sink.errors() != errors) return std::nullopt;
  auto automaton = ir::Automaton::build(elaborated.space);
  if (!automaton) {
    sink.add(automaton.error());
    return std::nullopt;
  }
  return CheckedSpace{std::move(elaborated.space), std::move(*automaton)};
}

Program::Program(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

Program Program::load(diag::SourceMap& sources, diag::SourceId root, const std::vector<std::string>& stdlib,
                      diag::Sink& sink) {
  return Program(std::make_unique<Data>(load_modules(sources, root, stdlib, sink), sink));
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
    sink.add(make(Code::E0202, {}, space));
  return std::nullopt;
}

void Program::check(diag::Sink& sink) const {
  UniqueSink unique(sink);
  std::set<const void*> used;
  const auto check_space = [&](const SpaceDefinition& definition, const SpaceArguments& arguments,
                               diag::Place place) {
    diag::Sink found;
    data_->make_space(definition, arguments, place, found, &used);
    unique.add(found);
  };
  for (const grammar::SpaceDeclaration& space : syntax().spaces)
    check_space({0, &space}, {}, space.name.place);
  for (const ir::SearchSpec& search : data_->searches) {
    const auto found = data_->names.find_space(0, search.space);
    if (found.size() == 1) check_space(found[0], search.arguments, search.place);
  }
  const auto check_alone = [&](const Definition& definition, bool is_op) {
    diag::Sink found;
    ElaboratedSpace alone = elaborate_alone(data_->names, definition, found);
    if (is_op && !found.has_errors()) check_op_alone(alone, found);
    unique.add(found);
  };
  for (const grammar::OpDeclaration& op : syntax().ops)
    if (!used.contains(&op)) check_alone({0, &op}, true);
  for (const grammar::TopologyDeclaration& topology : syntax().topologies)
    if (!used.contains(&topology)) check_alone({0, &topology}, false);
}

}  // namespace nasg::sema
