// SPDX-License-Identifier: Apache-2.0
// What objectives that build a network have in common.
#pragma once

#include "runtime/training/train_objective.h"

namespace nasg::training {

/// Builds the plan, notes its cost and the time, and leaves the rest to `measure`. What goes wrong with one
/// network is a failed evaluation.
class NetworkObjective : public Objective {
 public:
  Evaluation evaluate(const derivation::Derivation& derivation, const EvaluationContext& context) final;
  std::optional<std::vector<std::string>> metrics() const override { return cost_metrics(); }

 protected:
  explicit NetworkObjective(PlanFunction build_plan) : build_plan_(std::move(build_plan)) {}

  /// Sets the evaluation's value, or its message if it was interrupted.
  virtual diag::Status measure(const derivation::Plan& plan, const network::Backend& backend,
                               const EvaluationContext& context, Evaluation& evaluation) const = 0;

 private:
  diag::Status build_and_measure(const derivation::Derivation& derivation, const EvaluationContext& context,
                                 Evaluation& evaluation) const;

  PlanFunction build_plan_;
};

}  // namespace nasg::training
