// SPDX-License-Identifier: Apache-2.0
// Levels of a space.
#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/elaborate.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

void elaborate_levels(Context& context, const SpaceDefinition& definition) {
  std::map<std::string, diag::Place> first;
  std::vector<std::string> candidates;
  for (const auto& [name, id] : context.nonterminals) candidates.push_back(name);
  for (const grammar::LevelDeclaration& level : definition.space->levels) {
    const auto [at, fresh] = first.emplace(level.name.text, level.name.place);
    if (!fresh)
      context.sink.add(make(code::E0201, level.name.place, level.name.text))
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
