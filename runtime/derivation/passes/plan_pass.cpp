// SPDX-License-Identifier: Apache-2.0
// The table of passes, and running them.
#include "runtime/derivation/passes/plan_pass.h"

#include "runtime/derivation/passes/cut_zeros.h"
#include "runtime/derivation/passes/drop_identities.h"
#include "runtime/derivation/passes/drop_unread.h"
#include "runtime/derivation/passes/fold_batch_norms.h"
#include "runtime/derivation/passes/join_places.h"
#include "runtime/derivation/passes/reuse_memory.h"
#include "runtime/derivation/passes/set_lifetimes.h"
#include "runtime/derivation/passes/share_repeats.h"

namespace nasg::derivation {

const std::vector<PlanPass>& plan_passes() {
  static const std::vector<PlanPass> table{
      {"cut-zeros", Stage::kBuild, "leaves out what `zero` cuts off", cut_zeros},
      {"drop-identities", Stage::kBuild, "leaves out layers that pass their input on", drop_identities},
      {"share-repeats", Stage::kBuild, "computes what has no parameters once for each value", share_repeats},
      {"join-places", Stage::kBuild, "concatenates what sums put side by side", join_places},
      {"drop-unread", Stage::kBuild, "leaves out what the result does not need", drop_unread},
      {"set-lifetimes", Stage::kBuild, "frees each value after its last use", set_lifetimes},
      {"reuse-memory", Stage::kTraining, "writes into inputs that neither a step nor a gradient reads again",
       reuse_memory_in_training},
      {"fold-batch-norms", Stage::kInference,
       "makes batch normalisations part of the convolutions before them", fold_batch_norms},
      {"reuse-memory", Stage::kInference, "writes into inputs that no other step reads",
       reuse_memory_in_inference},
  };
  return table;
}

Plan run_passes(Plan plan, Stage stage, const PlanWatch& watch) {
  for (const PlanPass& pass : plan_passes()) {
    if (pass.stage != stage) continue;
    const bool changed = pass.run(plan);
    if (watch) watch(&pass, plan, changed);
  }
  return plan;
}

diag::Result<std::string> pass_report(const ir::Space& space, const Derivation& derivation) {
  std::string report;
  const PlanWatch tell = [&](const PlanPass* pass, const Plan& plan, bool changed) {
    if (!changed) return;
    report += pass == nullptr ? "recorded" : std::string(pass->name) + ": " + pass->doc;
    if (pass != nullptr && pass->stage == Stage::kTraining) report += " (training)";
    if (pass != nullptr && pass->stage == Stage::kInference) report += " (inference)";
    report += '\n' + text(plan);
  };
  const auto built = build_plan(space, derivation, tell);
  if (!built) return built.error();
  run_passes(*built, Stage::kTraining, tell);
  run_passes(*built, Stage::kInference, tell);
  return report;
}

}  // namespace nasg::derivation
