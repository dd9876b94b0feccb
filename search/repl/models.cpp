// SPDX-License-Identifier: Apache-2.0
// Models whose measures are objectives on the selected space.
#include "search/repl/models.h"

#include "runtime/derivation/plan.h"
#include "search/strategies/measures.h"
#include "search/strategies/objectives.h"

namespace nasg::repl {

search::ModelContext model_context(const Workspace& workspace) {
  const sema::CheckedSpace& checked = *workspace.space();
  const auto build_plan = [&checked](const derivation::Derivation& given) {
    return derivation::build_plan(checked.space, given);
  };
  return {checked.space, search::measures_by([&workspace, &checked, build_plan](const ir::Setting& setting) {
            return search::make_objective(
                setting, {checked.space, checked.automaton, build_plan, workspace.folders()});
          })};
}

}  // namespace nasg::repl
