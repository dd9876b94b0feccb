// SPDX-License-Identifier: Apache-2.0
// Spaces and what stands inside them.
#include "compiler/diag/codes/syntax.h"
#include "grammar/build.h"

namespace nasg::grammar {

void Builder::space(Module& module, Parser::SpaceDeclarationContext* context) {
  if (context == nullptr) return;
  SpaceDeclaration space;
  space.doc = session_.doc_before(*context->start);
  const auto names = context->name();
  space.name = name(names.empty() ? nullptr : names[0]);
  if (context->EXTENDS() != nullptr && names.size() > 1) space.base = name(names[1]);
  space.params = parameters(context->parameters());
  space.type = type(context->type());
  space.place = place(context);
  for (auto* member : context->member()) {
    frame(space, member->frameDeclaration());
    limit(space, member->limitDeclaration());
    level(space, member->levelDeclaration());
    notation(space, member->notationDeclaration());
    rule(space, member->ruleDeclaration());
  }
  if (!space.name.text.empty()) module.spaces.push_back(std::move(space));
}

void Builder::frame(SpaceDeclaration& space, Parser::FrameDeclarationContext* context) {
  if (context == nullptr) return;
  const Place here = place(context->FRAME());
  if (space.frame) {
    diag::Diagnostic error = diag::make(diag::code::E0113, here, space.name.text);
    error.label(space.frame_place, "the first one");
    report(std::move(error));
    return;
  }
  space.frame = expression(context->expression());
  space.frame_place = here;
}

void Builder::limit(SpaceDeclaration& space, Parser::LimitDeclarationContext* context) {
  if (context == nullptr) return;
  for (auto* item : context->limitItem()) {
    const auto sides = item->sum();
    if (sides.size() == 2) space.limits.push_back({sum(sides[0]), sum(sides[1]), place(item)});
  }
}

void Builder::level(SpaceDeclaration& space, Parser::LevelDeclarationContext* context) {
  if (context == nullptr) return;
  LevelDeclaration level{name(context->name()), names(context->names())};
  if (!level.name.text.empty()) space.levels.push_back(std::move(level));
}

void Builder::notation(SpaceDeclaration& space, Parser::NotationDeclarationContext* context) {
  if (context == nullptr) return;
  NotationDeclaration notation;
  notation.name = name(context->name());
  for (auto* entry : context->notationEntry()) {
    if (entry->STRING() == nullptr) continue;
    notation.entries.push_back(
        {expression(entry->expression()), unquote(entry->STRING()), place(entry->STRING())});
  }
  if (!notation.name.text.empty()) space.notations.push_back(std::move(notation));
}

void Builder::rule(SpaceDeclaration& space, Parser::RuleDeclarationContext* context) {
  if (context == nullptr) return;
  RuleDeclaration rule;
  rule.doc = session_.doc_before(*context->start);
  rule.name = name(context->ruleName());
  rule.type = type(context->type());
  rule.adds = context->JOIN() != nullptr;
  for (auto* part : context->alternative()) rule.alternatives.push_back(alternative(part));
  if (!rule.name.text.empty()) space.rules.push_back(std::move(rule));
}

Alternative Builder::alternative(Parser::AlternativeContext* context) {
  Alternative alternative;
  alternative.body = expression(context->expression());
  if (context->sum() != nullptr) alternative.weight = sum(context->sum());
  alternative.connected = context->CONNECTED() != nullptr;
  alternative.place = place(context);
  return alternative;
}

}  // namespace nasg::grammar
