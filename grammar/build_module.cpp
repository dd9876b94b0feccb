// SPDX-License-Identifier: Apache-2.0
// Declarations other than spaces, and the entry points of parsing.
#include <algorithm>

#include "grammar/build.h"
#include "grammar/parse.h"

namespace nasg::grammar {

Module Builder::module(const std::vector<Parser::DeclarationContext*>& declarations) {
  Module module;
  module.source = session_.source();
  for (Parser::DeclarationContext* declaration : declarations) {
    import(module, declaration->importDeclaration());
    op(module, declaration->opDeclaration());
    topology(module, declaration->topologyDeclaration());
    space(module, declaration->spaceDeclaration());
    search(module, declaration->searchDeclaration());
  }
  return module;
}

void Builder::import(Module& module, Parser::ImportDeclarationContext* context) {
  if (context == nullptr) return;
  Import import;
  if (context->STRING() != nullptr) {
    import = {{unquote(context->STRING()), place(context->STRING())}, true};
  } else if (context->modulePath() != nullptr) {
    import = {{context->modulePath()->getText(), place(context->modulePath())}, false};
  }
  if (context->exception == nullptr && !import.path.text.empty()) module.imports.push_back(std::move(import));
}

void Builder::op(Module& module, Parser::OpDeclarationContext* context) {
  if (context == nullptr) return;
  OpDeclaration op;
  op.doc = session_.doc_before(*context->start);
  op.name = name(context->name());
  op.params = parameters(context->parameters());
  op.type = type(context->type());
  op.body = body(context->body());
  if (!op.name.text.empty()) module.ops.push_back(std::move(op));
}

void Builder::topology(Module& module, Parser::TopologyDeclarationContext* context) {
  if (context == nullptr) return;
  TopologyDeclaration topology;
  topology.doc = session_.doc_before(*context->start);
  topology.name = name(context->name());
  topology.params = names(context->names());
  topology.body = body(context->body());
  if (!topology.name.text.empty()) module.topologies.push_back(std::move(topology));
}

void Builder::search(Module& module, Parser::SearchDeclarationContext* context) {
  if (context == nullptr) return;
  SearchDeclaration search;
  search.doc = session_.doc_before(*context->start);
  search.place = place(context);
  const auto heads = context->name();
  if (heads.empty()) return;
  search.name = name(heads[0]);
  if (heads.size() > 1) search.space = name(heads[1]);
  if (context->arguments() != nullptr) search.arguments = arguments(context->arguments());
  for (auto* entry : context->searchEntry()) {
    const auto names = entry->name();
    if (names.empty()) continue;
    SearchDeclaration::Entry one{name(names[0]), expression(entry->expression()), std::nullopt};
    if (names.size() > 1) one.unit = name(names[1]);
    if (!one.key.text.empty()) search.entries.push_back(std::move(one));
  }
  if (!search.name.text.empty() && !search.space.text.empty()) module.searches.push_back(std::move(search));
}

ExpressionPtr Builder::body(Parser::BodyContext* context) {
  if (context == nullptr) return missing(context);
  if (context->block() != nullptr) return block(context->block());
  return plain(context->plain());
}

std::vector<Parameter> Builder::parameters(Parser::ParametersContext* context) {
  std::vector<Parameter> all;
  if (context == nullptr) return all;
  for (auto* part : context->parameter()) {
    Parameter one{name(part->name()),
                  part->expression() != nullptr ? expression(part->expression()) : nullptr};
    if (!one.name.text.empty()) all.push_back(std::move(one));
  }
  return all;
}

std::optional<TypeSyntax> Builder::type(Parser::TypeContext* context) {
  if (context == nullptr || context->exception != nullptr) return std::nullopt;
  TypeSyntax type;
  type.place = place(context);
  for (auto* input : context->typeInputs()->shape()) type.inputs.push_back(shape(input));
  type.output = shape(context->shape());
  return type;
}

ShapeSyntax Builder::shape(Parser::ShapeContext* context) {
  ShapeSyntax shape;
  shape.place = place(context);
  for (auto* dim : context->sum()) shape.dims.push_back(sum(dim));
  return shape;
}

namespace {

void sort_by_place(std::vector<diag::Diagnostic>& errors) {
  std::stable_sort(errors.begin(), errors.end(),
                   [](const auto& a, const auto& b) { return a.primary.begin < b.primary.begin; });
}

}  // namespace

Module parse(const diag::SourceMap& sources, diag::SourceId source, diag::Sink& sink) {
  constexpr std::size_t kMaxErrors = 100;
  ParseSession session(sources[source].text(), source);
  Module module = Builder(session).module(session.declarations());
  sort_by_place(session.errors);
  const std::size_t shown = std::min(session.errors.size(), kMaxErrors);
  for (std::size_t i = 0; i < shown; ++i) {
    diag::Diagnostic& error = sink.add(std::move(session.errors[i]));
    if (i + 1 == kMaxErrors && session.errors.size() > kMaxErrors)
      error.note(std::to_string(session.errors.size() - kMaxErrors) + " further mistakes are not shown");
  }
  return module;
}

diag::Result<ExpressionPtr> parse_expression(const diag::SourceMap& sources, diag::SourceId source) {
  ParseSession session(sources[source].text(), source);
  ExpressionPtr expression = Builder(session).expression(session.expression());
  if (session.errors.empty()) return expression;
  sort_by_place(session.errors);
  return session.errors.front();
}

}  // namespace nasg::grammar
