// SPDX-License-Identifier: Apache-2.0
// Elaboration of a space: its head and frame; the other parts have files of their own.
#include "compiler/sema/elaborate.h"

#include "compiler/diag/codes/names.h"
#include "compiler/diag/codes/types.h"
#include "compiler/sema/annotations.h"
#include "compiler/sema/functions.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

Scope space_scope(const Context& context, const SpaceDefinition& definition, Scope::Kind kind) {
  Scope scope;
  scope.kind = kind;
  scope.module = definition.module;
  scope.constants = &context.result.space.params;
  return scope;
}

namespace {

void elaborate_head(Context& context, const SpaceDefinition& definition) {
  const grammar::SpaceDeclaration& syntax = *definition.space;
  if (!syntax.type) {
    context.sink.add(make(code::E0302, syntax.name.place, syntax.name.text));
    return;
  }
  if (syntax.type->inputs.size() != 1) {
    context.sink.add(make(code::E0301, syntax.type->place, "a space has one input"));
    return;
  }
  Scope scope = space_scope(context, definition, Scope::Kind::kRule);
  scope.axes = {""};  // dimensions of a space are constants
  if (auto input = elaborate_shape(context, scope, syntax.type->inputs[0]))
    context.space().input = std::move(*input);
  if (auto output = elaborate_shape(context, scope, syntax.type->output))
    context.space().output = std::move(*output);
}

void default_frame(Context& context) {
  ir::Space& space = context.space();
  const auto start = context.nonterminals.find("start");
  space.roots = {start == context.nonterminals.end() ? ir::NonterminalId(0) : start->second};
  space.frame = context.add(ir::Hole{0}, space[space.roots[0]].place);
}

void elaborate_frame(Context& context, const SpaceDefinition& definition) {
  const grammar::SpaceDeclaration& syntax = *definition.space;
  ir::Space& space = context.space();
  if (space.nonterminals.empty()) {
    context.sink.add(make(code::E0234, syntax.name.place, syntax.name.text, "it has no rules"));
    return;
  }
  if (!syntax.frame) return default_frame(context);
  Scope scope = space_scope(context, definition, Scope::Kind::kFrame);
  std::vector<ir::NonterminalId> roots;
  scope.derived = &roots;
  const std::size_t errors = context.sink.errors();
  const ir::ExprId frame = Functions(context, scope).elaborate(*syntax.frame);
  context.space().roots = std::move(roots);
  if (frame.valid() && context.inputs_of(frame) != 1) {
    context.sink.add(
        make(code::E0225, syntax.frame->place, "the frame", how_many_inputs(context.inputs_of(frame)), "1"));
    return;
  }
  context.space().frame = frame;
  if (frame.valid() && context.space().roots.empty() && context.sink.errors() == errors)
    context.sink.add(
        make(code::E0234, syntax.frame->place, syntax.name.text, "its frame holds no nonterminal"));
}

}  // namespace

ElaboratedSpace elaborate_space(const Names& names, const SpaceDefinition& definition,
                                const SpaceArguments& arguments, diag::Place use_place,
                                const std::set<ChoiceKey>& written_out, diag::Sink& sink) {
  Context context(names, sink);
  context.written_out = written_out;
  using Syntax = grammar::SpaceDeclaration;
  const Syntax& syntax = *definition.space;
  const Lineage lineage = lineage_of(names, definition, sink);
  // What seems to be missing may stand in the base that was not found.
  if (lineage.front().space->base) return std::move(context.result);
  context.space().name = syntax.name.text;
  context.space().doc = syntax.doc;
  context.space().place = syntax.name.place;
  context.space().params = bind_parameters(context, lineage, arguments, use_place);
  elaborate_head(context, last_with(lineage, [](const Syntax& space) { return space.type.has_value(); }));
  elaborate_rules(context, lineage);
  elaborate_frame(context, last_with(lineage, [](const Syntax& space) { return space.frame != nullptr; }));
  elaborate_choices(context, definition);
  elaborate_limits(context, last_with(lineage, [](const Syntax& space) { return !space.limits.empty(); }));
  elaborate_levels(context, last_with(lineage, [](const Syntax& space) { return !space.levels.empty(); }));
  elaborate_notations(context, lineage);
  return std::move(context.result);
}

ElaboratedSpace elaborate_alone(const Names& names, const Definition& definition, diag::Sink& sink) {
  Context context(names, sink);
  ir::match(
      definition.what,
      [&](const grammar::OpDeclaration* op) { context.use(definition.module, *op, op->name.place); },
      [&](const grammar::TopologyDeclaration* topology) {
        context.use(definition.module, *topology, topology->name.place);
      });
  return std::move(context.result);
}

}  // namespace nasg::sema
