// SPDX-License-Identifier: Apache-2.0
// The passes over network plans, in one table.
#pragma once

#include <string>
#include <vector>

#include "runtime/derivation/plan.h"

namespace nasg::derivation {

/// When a pass runs.
enum class Stage : std::uint8_t {
  kBuild,      ///< on what a builder recorded
  kTraining,   ///< on a built plan that is to be trained
  kInference,  ///< on a built plan that runs without gradients, with running statistics
};

/// No pass changes what the network computes: outputs and gradients are the same but for the rounding of sums
/// taken in another order.
struct PlanPass {
  const char* name;
  Stage stage;
  const char* doc;
  bool (*run)(Plan& plan);  ///< whether it changed anything
};

/// In the order in which they run.
const std::vector<PlanPass>& plan_passes();

/// Runs the passes of one stage. Each takes O(n log n) in the plan's steps.
Plan run_passes(Plan plan, Stage stage, const PlanWatch& watch = nullptr);

/// How the plan came to be, and what training and inference make of it: what was recorded, then each pass
/// that changes something, with its plan. Errors as of `build_plan`.
diag::Result<std::string> pass_report(const ir::Space& space, const Derivation& derivation);

}  // namespace nasg::derivation
