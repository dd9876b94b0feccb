// SPDX-License-Identifier: Apache-2.0
// Layers of shared objects, as steps of networks.
#pragma once

#include <ATen/core/MT19937RNGEngine.h>

#include "runtime/network/weights.h"

namespace nasg::network {

/// Fresh tensors of a layer of kind kPlugin; `args` are those of its row. Throws what the layer throws, and
/// PluginError if it cannot be loaded or has other parameters than the space says (E0671).
Weights plugin_weights(const std::vector<ir::Scalar>& args, const ir::Shape& input, at::mt19937& engine);

/// The layer applied to `x`. Throws likewise, and if it yields another shape than `output`.
at::Tensor plugin_forward(const std::vector<ir::Scalar>& args, const ir::Shape& output, const at::Tensor& x,
                          const Weights& weights, bool training);

}  // namespace nasg::network
