// SPDX-License-Identifier: Apache-2.0
// The objective that measures networks without training them.
#pragma once

#include "runtime/training/train_objective.h"

namespace nasg::training {

/// `proxy(metric = naswot, data = digits, batch = 128, repeats = 1)`: a zero-cost proxy of
/// runtime/network/proxies.def on the first examples of the training part, the mean over so many
/// initialisations. The table says how many examples a proxy takes if `batch` is not given, and whether it is
/// maximised. Metrics: params, flops. A value that is not finite is a failed evaluation. Errors as of
/// `train`.
diag::Result<std::unique_ptr<Objective>> make_proxy_objective(const ir::Setting& setting,
                                                              const ir::Space& space, PlanFunction build_plan,
                                                              const Surroundings& surroundings = {});

}  // namespace nasg::training
