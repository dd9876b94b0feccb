// SPDX-License-Identifier: Apache-2.0
// Makes the objective that a setting names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/ir/automaton.h"
#include "compiler/ir/setting.h"
#include "runtime/training/objective.h"
#include "runtime/training/train_objective.h"

namespace nasg::search {

/// What an objective may ask for. Space and automaton must outlive it.
struct ObjectiveContext {
  const ir::Space& space;
  const ir::Automaton& automaton;
  training::PlanFunction build_plan;
  std::vector<std::string> folders;  ///< where relative files are looked for, in order
  std::string device = "cpu";        ///< where networks are trained
};

/// `train(…)`, `proxy(…)`, `params`, `flops`, `table(…)`, `command(…)` or `plugin(…)` (objective_plugin.h),
/// and those that are made of others, `pareto(…)` and `at_most(…)` (several_objective.h); E0740 for any other
/// name.
diag::Result<std::unique_ptr<training::Objective>> make_objective(const ir::Setting& setting,
                                                                  const ObjectiveContext& context);

/// The setting with `minimise = true` among its arguments, or those of its first part, unless it says how it
/// is meant.
ir::Setting minimised(ir::Setting setting);

}  // namespace nasg::search
