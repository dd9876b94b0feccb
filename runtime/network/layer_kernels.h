// SPDX-License-Identifier: Apache-2.0
// The layers beside those of convolutional networks, a few LibTorch calls each.
#pragma once

#include "runtime/network/weights.h"

namespace nasg::network {

inline constexpr double kNormEpsilon = 1e-5;  ///< of all normalisations

struct LayerUse {
  ir::LayerKind kind;
  const std::vector<ir::Scalar>& args;
};

/// What executor.cpp does not apply itself: elementwise functions, reshapes, rows. `output` is the shape
/// without the batch. Throws what LibTorch throws.
at::Tensor apply_layer(const LayerUse& layer, const ir::Shape& output, const at::Tensor& x,
                       const Weights& own, bool training);

}  // namespace nasg::network
