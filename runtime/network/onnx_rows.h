// SPDX-License-Identifier: Apache-2.0
// Layers that make rows or run along them, composed of ONNX operators.
#pragma once

#include <optional>

#include "runtime/derivation/plan.h"
#include "runtime/network/onnx_graph.h"
#include "runtime/network/slots.h"

namespace nasg::network {

/// Adds a convolution along rows, the windows of an image, attention, sinusoids, an embedding or a recurrent
/// layer, applied to `x` of shape `from`, and gives the name of its output, of shape `to`; nothing for any
/// other layer. `slot` is null for a layer without parameters; those of a slot are constants of the graph.
std::optional<std::string> onnx_rows(OnnxGraph& graph, const derivation::PlanStep::Layer& layer,
                                     const Slot* slot, const std::string& x, const ir::Shape& from,
                                     const ir::Shape& to);

}  // namespace nasg::network
