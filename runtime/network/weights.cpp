// SPDX-License-Identifier: Apache-2.0
// Makes and lists the tensors of layers.
#include "runtime/network/weights.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace nasg::network {

namespace {

void draw(at::Tensor& tensor, double bound, at::Generator& generator) {
  tensor.uniform_(-bound, bound, generator);
}

/// sqrt(3) * gain / sqrt(fan_in) with gain = sqrt(2 / (1 + 5)), rounded as PyTorch rounds it.
double kaiming_bound(std::int64_t fan_in) {
  const double gain = std::sqrt(2.0 / (1.0 + std::pow(std::sqrt(5.0), 2)));
  return std::sqrt(3.0) * (gain / std::sqrt(static_cast<double>(fan_in)));
}

Weights affine_map(at::IntArrayRef shape, bool bias, at::Generator& generator) {
  Weights weights;
  weights.weight = at::empty(shape, at::kFloat);
  const std::int64_t fan_in = weights.weight.numel() / shape[0];
  draw(weights.weight, kaiming_bound(fan_in), generator);
  if (bias) {
    weights.bias = at::empty({shape[0]}, at::kFloat);
    draw(weights.bias, 1 / std::sqrt(static_cast<double>(fan_in)), generator);
  }
  return weights;
}

Weights scale_and_shift(at::IntArrayRef shape, bool affine) {
  Weights weights;
  if (!affine) return weights;
  weights.weight = at::ones(shape, at::kFloat);
  weights.bias = at::zeros(shape, at::kFloat);
  return weights;
}

Weights initial(const Slot& slot, at::Generator& generator) {
  const auto argument = [&](std::size_t i) { return integer(slot.args, i); };
  const std::int64_t channels = slot.input[0];
  switch (slot.kind) {
    case ir::LayerKind::kConv2d: {
      Weights weights = affine_map({argument(0), channels / argument(5), argument(1), argument(1)},
                                   argument(6) != 0, generator);
      weights.weight = weights.weight.contiguous(at::MemoryFormat::ChannelsLast);
      return weights;
    }
    case ir::LayerKind::kLinear: return affine_map({argument(0), channels}, argument(1) != 0, generator);
    case ir::LayerKind::kBatchNorm: {
      Weights weights = scale_and_shift({channels}, argument(0) != 0);
      weights.running_mean = at::zeros({channels}, at::kFloat);
      weights.running_var = at::ones({channels}, at::kFloat);
      return weights;
    }
    case ir::LayerKind::kInstanceNorm: return scale_and_shift({channels}, argument(0) != 0);
    case ir::LayerKind::kLayerNorm: return scale_and_shift(slot.input, argument(0) != 0);
    default: return {};
  }
}

}  // namespace

Weights make_weights(const Slot& slot, at::Generator& generator) {
  Weights weights = initial(slot, generator);
  for (at::Tensor* tensor : {&weights.weight, &weights.bias})
    if (tensor->defined()) tensor->requires_grad_(true);
  return weights;
}

std::vector<at::Tensor> parameters(const std::vector<Weights>& weights) {
  std::vector<at::Tensor> result;
  for (const Weights& layer : weights)
    for (const at::Tensor& tensor : {layer.weight, layer.bias})
      if (tensor.defined()) result.push_back(tensor);
  return result;
}

std::vector<std::pair<std::string, at::Tensor>> state(const std::vector<Slot>& slots,
                                                      const std::vector<Weights>& weights,
                                                      std::int64_t batches) {
  std::vector<std::pair<std::string, at::Tensor>> result;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const auto add = [&](const char* what, const at::Tensor& tensor) {
      if (tensor.defined()) result.emplace_back(slots[i].name + "." + what, tensor);
    };
    add("weight", weights[i].weight);
    add("bias", weights[i].bias);
    add("running_mean", weights[i].running_mean);
    add("running_var", weights[i].running_var);
    if (slots[i].kind == ir::LayerKind::kBatchNorm)
      add("num_batches_tracked", at::full({}, batches, at::kLong));
  }
  return result;
}

}  // namespace nasg::network
