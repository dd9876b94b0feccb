// SPDX-License-Identifier: Apache-2.0
// The frame of an evaluation that builds a network.
#include "runtime/training/network_objective.h"

#include <chrono>

namespace nasg::training {

Evaluation NetworkObjective::evaluate(const derivation::Derivation& derivation,
                                      const EvaluationContext& context) {
  const auto start = std::chrono::steady_clock::now();
  Evaluation evaluation;
  if (const auto measured = build_and_measure(derivation, context, evaluation); !measured)
    evaluation.message = measured.error().message();
  evaluation.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return evaluation;
}

diag::Status NetworkObjective::build_and_measure(const derivation::Derivation& derivation,
                                                 const EvaluationContext& context,
                                                 Evaluation& evaluation) const {
  const auto plan = build_plan_(derivation);
  if (!plan) return plan.error();
  add_cost(*plan, evaluation);
  const auto backend = network::backend();
  if (!backend) return backend.error();
  return measure(*plan, **backend, context, evaluation);
}

}  // namespace nasg::training
