// SPDX-License-Identifier: Apache-2.0
// Objectives as measures for models.
#include "search/strategies/measures.h"

#include "runtime/training/objective.h"

namespace nasg::search {

MeasureMaker measures_by(
    std::function<diag::Result<std::unique_ptr<training::Objective>>(const ir::Setting&)> make) {
  if (!make) return {};
  return [make = std::move(make)](const ir::Setting& setting) -> diag::Result<Measure> {
    auto objective = make(setting);
    if (!objective) return objective.error();
    return Measure([shared = std::shared_ptr(*std::move(objective))](const derivation::Derivation& given) {
      return shared->evaluate(given, {}).value;
    });
  };
}

}  // namespace nasg::search
