// SPDX-License-Identifier: Apache-2.0
// A plan with its weights as an ONNX model (https://onnx.ai), the graph of inference.
#pragma once

#include <string>
#include <vector>

#include "runtime/network/slots.h"
#include "runtime/network/title.h"

namespace nasg::network {

/// The operator set that models ask for: 17 is the first with layer normalisation.
inline constexpr std::int64_t kOnnxOpset = 17;

/// Numbers of one parameter or running statistic, by its name in PyTorch's `state_dict`.
struct NamedNumbers {
  std::string name;
  ir::Shape shape;
  std::string bytes;  ///< 32-bit floats, little-endian, row-major
};

/// The bytes of the model: input `input` [batch, …], output `output` [batch, …], any batch; an initialiser
/// for each of `numbers`, shared where layers are tied. Batch norms use their running statistics.
std::string onnx_model(const derivation::Plan& plan, const Slots& slots,
                       const std::vector<NamedNumbers>& numbers, const Title& title);

}  // namespace nasg::network
