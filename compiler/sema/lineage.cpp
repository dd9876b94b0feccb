// SPDX-License-Identifier: Apache-2.0
// From base to base.
#include "compiler/sema/lineage.h"

#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/context.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

Lineage lineage_of(const Names& names, const SpaceDefinition& definition, diag::Sink& sink) {
  Lineage lineage{definition};
  while (lineage.front().space->base) {
    const SpaceDefinition last = lineage.front();
    const grammar::Name& base = *last.space->base;
    if (base.text.empty()) break;
    const std::vector<SpaceDefinition> found = names.find_space(last.module, base.text);
    if (found.empty()) {
      std::vector<std::string> others = names.visible_spaces(last.module);
      std::erase(others, last.space->name.text);
      diag::Diagnostic& error = report_unknown(sink, "space", base.text, base.place, others);
      names.suggest_import(error, last.module, base.text);
      break;
    }
    if (found.size() > 1) {
      sink.add(make(code::E0202, base.place, base.text));
      break;
    }
    if (std::ranges::find(lineage, found[0].space, &SpaceDefinition::space) != lineage.end()) {
      sink.add(make(code::E0241, base.place, base.text));
      break;
    }
    lineage.insert(lineage.begin(), found[0]);
  }
  return lineage;
}

}  // namespace nasg::sema
