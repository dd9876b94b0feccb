// SPDX-License-Identifier: Apache-2.0
// The tensors of a layer: parameters and running statistics.
#pragma once

#include <ATen/core/MT19937RNGEngine.h>
#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

#include "runtime/network/slots.h"

namespace nasg::network {

/// Undefined where the layer has none. Convolution kernels lie channels-last in memory.
struct Weights {
  at::Tensor weight, bias;               // trained
  at::Tensor state_weight, state_bias;   // trained: of the state, in recurrent layers
  at::Tensor running_mean, running_var;  // batch normalisation
};

/// Fresh tensors as PyTorch's modules start with: convolutions and linear layers uniform in
/// ±1/sqrt(fan-in) (He et al. 2015 with a = sqrt(5)), recurrent layers in ±1/sqrt(features), norms 1 and 0,
/// embeddings normal. Positions are normal with deviation 0.02, as in vision transformers (Dosovitskiy et al.
/// 2021). The same engine state gives the numbers that PyTorch's own constructor draws.
Weights make_weights(const Slot& slot, at::mt19937& engine);

/// Puts all of them on a device, as numbers of a type; trained ones stay so.
void move_weights(std::vector<Weights>& weights, const at::TensorOptions& to);

/// The trained tensors of all layers, in order.
std::vector<at::Tensor> parameters(const std::vector<Weights>& weights);

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// Name and tensor as PyTorch's `state_dict` has them: `conv1.weight`, `batch_norm1.running_mean`, ….
/// `batches` is what `num_batches_tracked` says.
NamedTensors state(const std::vector<Slot>& slots, const std::vector<Weights>& weights, std::int64_t batches);

}  // namespace nasg::network
