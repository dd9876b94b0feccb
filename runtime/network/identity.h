// SPDX-License-Identifier: Apache-2.0
// Hashes of what a training's weights follow from beside the network and the seed.
#pragma once

#include <cstdint>

#include "runtime/network/training.h"
#include "runtime/training/data.h"

namespace nasg::network {

/// Of everything that the weights after an epoch depend on: not of when to stop, the device, or checkpoints.
std::uint64_t protocol_hash(const Protocol& protocol);

/// Of sizes, labels and the first images: enough to tell sets apart without reading all of them.
std::uint64_t data_hash(const training::Split& data);

}  // namespace nasg::network
