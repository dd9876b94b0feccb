// SPDX-License-Identifier: Apache-2.0
// Objectives that build the network: train it, or only count what it costs.
#pragma once

#include <functional>
#include <memory>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/setting.h"
#include "compiler/ir/space.h"
#include "runtime/derivation/plan.h"
#include "runtime/network/backend.h"
#include "runtime/training/objective.h"

namespace nasg::training {

/// How a derivation of the space becomes a plan: interpreted or compiled.
using PlanFunction = std::function<diag::Result<derivation::Plan>(const derivation::Derivation&)>;

/// Where evaluations take place.
struct Surroundings {
  std::vector<std::string> folders{};  ///< where relative files are looked for, in order
  std::string device = "cpu";          ///< unless a setting says another
};

/// `train(data = digits, protocol = quick, …, metric = accuracy, fidelity = epochs | data | resolution |
/// width, checkpoints = "")`, the dots for a protocol's parts (protocols.h): trains from scratch and measures
/// on the validation part (and the test part, for the report), after the last epoch. `accuracy` is in percent
/// and maximised, `loss` the mean cross-entropy and minimised.
///
/// Its fidelity is the number of epochs: at a lower one the whole schedule is so much shorter. With a folder
/// for checkpoints the schedule stays, and a trial goes on from the checkpoint of a lower fidelity. The other
/// fidelities are in percent: of the examples, of the sides of images (and of borders and squares of their
/// augmentation), of the channels (derivation/rescale.h). With a folder, each goes on from where it was
/// stopped, and one promoted to more examples or larger images takes weights and optimiser over, and goes on
/// at the epoch at which it would have seen as much; it trains anew where a tensor's shape follows the
/// image's, and for `width`. A checkpoint that nothing goes on from any more is removed.
///
/// Metrics: params, flops, train_loss; curves. What goes wrong with one network is a failed evaluation. Data
/// are read at once: errors of load_data; E0603 if the space's type does not fit; E0645; E0702.
diag::Result<std::unique_ptr<Objective>> make_train_objective(const ir::Setting& setting,
                                                              const ir::Space& space, PlanFunction build_plan,
                                                              const Surroundings& surroundings = {});

/// `params` and `flops`: what an objective that builds networks measures beside the value.
std::vector<std::string> cost_metrics();

/// Puts them among the metrics.
void add_cost(const derivation::Plan& plan, Evaluation& evaluation);

/// `params()` and `flops()`: the cost of the network, without LibTorch; minimised.
diag::Result<std::unique_ptr<Objective>> make_cost_objective(const ir::Setting& setting,
                                                             PlanFunction build_plan);

}  // namespace nasg::training
