// SPDX-License-Identifier: Apache-2.0
// Distances between what architectures cost.
#pragma once

#include "search/kernels/metric.h"

namespace nasg::search {

/// A cost that needs no training.
enum class CostPart : std::uint8_t { kParameters, kFlops, kMemory, kDepth };

/// A part for each cost: (log2 a - log2 b)², of 1 + the parameters, FLOPs or activations (the elements of all
/// outputs) of the whole network; (a - b)² for the depth of the derivation. An architecture whose plan cannot
/// be built costs nothing.
std::unique_ptr<Metric> make_cost_metric(const ir::Space& space, std::vector<CostPart> parts);

}  // namespace nasg::search
