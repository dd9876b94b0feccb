// SPDX-License-Identifier: Apache-2.0
// Layers that are one or two operators of ONNX and need no weights.
#pragma once

#include <optional>

#include "runtime/derivation/plan.h"
#include "runtime/network/onnx_graph.h"

namespace nasg::network {

/// Adds a function of each element, or a reshape, applied to `x`, and gives the name of its output, whose
/// shape is `output`; nothing for any other layer.
std::optional<std::string> onnx_function(OnnxGraph& graph, const derivation::PlanStep::Layer& layer,
                                         const std::string& x, const ir::Shape& output);

}  // namespace nasg::network
