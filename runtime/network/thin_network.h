// SPDX-License-Identifier: Apache-2.0
// The smallest network of a plan's layers, and examples for it: what linear regions are counted on.
#pragma once

#include "runtime/derivation/plan.h"
#include "runtime/training/data.h"

namespace nasg::network {

struct ThinNetwork {
  derivation::Plan plan;
  training::Images examples;
};

/// As TE-NAS has it (Chen et al., ICLR 2021): one input channel, the layers' channels divided by what divides
/// all of them, so that the narrowest have one; images of 3 × 3, or of the least side from there on that the
/// layers take. Each example is a random cut of a random channel of one of `examples`. Whatever takes no
/// images stays as it is. E0646.
diag::Result<ThinNetwork> thin_network(const derivation::Plan& plan, const training::Images& examples,
                                       std::uint64_t seed);

}  // namespace nasg::network
