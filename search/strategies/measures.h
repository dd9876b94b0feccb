// SPDX-License-Identifier: Apache-2.0
// Objectives as measures for models.
#pragma once

#include "search/kernels/measure.h"
#include "search/strategies/strategy.h"

namespace nasg::search {

/// A measure is the value of the objective that its setting names, `proxy(metric = naswot)`, `params` or a
/// column of a table, at seed 0. None where the evaluation fails.
MeasureMaker measures_by(
    std::function<diag::Result<std::unique_ptr<training::Objective>>(const ir::Setting&)> make);

}  // namespace nasg::search
