// SPDX-License-Identifier: Apache-2.0
// Limits and levels of a space.
#include <algorithm>

#include "compiler/ir/automaton.h"
#include "compiler/sema/elaborate.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

using diag::Code;
using diag::make;

void elaborate_limits(Context& context, const SpaceDefinition& definition) {
  const Scope scope = space_scope(context, definition, Scope::Kind::kRule);
  for (const grammar::LimitItem& limit : definition.space->limits) {
    const auto* subject = std::get_if<grammar::NameExpression>(&limit.subject->node);
    if (!subject || subject->name != "depth") {
      context.sink.add(make(Code::E0215, limit.place, "a limit on `" + canonical_text(*limit.subject) + "`"));
      continue;
    }
    const auto bound = constant_integer(context, scope, *limit.bound);
    if (!bound) continue;
    if (*bound < 1 || *bound > ir::kMaxDepth) {
      context.sink.add(
          make(Code::E0232, limit.bound->place, std::to_string(ir::kMaxDepth), std::to_string(*bound)));
      continue;
    }
    auto& depth = context.space().depth_limit;
    depth = std::min(depth.value_or(ir::kMaxDepth), static_cast<std::uint32_t>(*bound));
  }
}

void elaborate_levels(Context& context, const SpaceDefinition& definition) {
  std::map<std::string, diag::Place> first;
  std::vector<std::string> candidates;
  for (const auto& [name, id] : context.nonterminals) candidates.push_back(name);
  for (const grammar::LevelDeclaration& level : definition.space->levels) {
    const auto [at, fresh] = first.emplace(level.name.text, level.name.place);
    if (!fresh)
      context.sink.add(make(Code::E0201, level.name.place, level.name.text))
          .label(at->second, "first defined here");
    std::vector<ir::NonterminalId> members;
    for (const grammar::Name& name : level.nonterminals) {
      const auto member = context.nonterminals.find(name.text);
      if (member == context.nonterminals.end())
        report_unknown(context.sink, "nonterminal", name.text, name.place, candidates);
      else
        members.push_back(member->second);
    }
    context.space().levels.push_back(std::move(members));
  }
}

}  // namespace nasg::sema
