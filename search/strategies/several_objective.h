// SPDX-License-Identifier: Apache-2.0
// Objectives made of objectives: several values at once, and limits.
#pragma once

#include <functional>
#include <memory>

#include "compiler/ir/setting.h"
#include "runtime/training/objective.h"
#include "runtime/training/train_objective.h"

namespace nasg::search {

using MadeObjective = diag::Result<std::unique_ptr<training::Objective>>;
/// Makes the objective that a part names.
using ObjectiveMaker = std::function<MadeObjective(const ir::Setting&)>;

/// `pareto(train(data = digits), params, …)`: several values, of which none is given up for another, so that
/// a search seeks the front of what no other architecture beats everywhere. The first part is an objective,
/// and what it says of tests, fidelities and time holds. Each further part is an objective too, whose value
/// becomes a metric, or names a metric of the first, which is minimised unless it stands in `maximise(…)`.
/// E0763: fewer than two parts, or one that is neither; E0702: a metric twice; E0766: a metric that the first
/// does not measure.
MadeObjective make_pareto_objective(const ir::Setting& setting, const ObjectiveMaker& make);

/// `at_most(train(data = digits), params = 1M, …)`: the objective, with limits on its metrics. What exceeds
/// one has its value, but is not admitted: it is never the best, and strategies see it as failed. `params`
/// and `flops` are counted where the objective does not; without another metric an evaluation fails. E0763;
/// E0766 where it is known beforehand.
MadeObjective make_limited_objective(const ir::Setting& setting, const ObjectiveMaker& make,
                                     training::PlanFunction build_plan);

}  // namespace nasg::search
