// SPDX-License-Identifier: Apache-2.0
// Makes and lists the tensors of layers.
#include "runtime/network/weights.h"

#include <ATen/core/TransformationHelper.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace nasg::network {

namespace {

/// Numbers uniform in ±bound, drawn in the order of a contiguous [outputs, inputs, area] as PyTorch draws
/// them, and laid down as [outputs, area, inputs]. A loop of our own, as a call for each tensor and a copy
/// into the other layout would make construction a third slower.
void draw(float* values, std::int64_t outputs, std::int64_t inputs, std::int64_t area, double bound,
          at::mt19937& engine) {
  const auto most = static_cast<float>(bound);
  for (std::int64_t output = 0; output < outputs; ++output)
    for (std::int64_t input = 0; input < inputs; ++input)
      for (std::int64_t place = 0; place < area; ++place)
        values[(output * area + place) * inputs + input] =
            at::transformation::uniform_real<float>(engine(), -most, most);
}

/// sqrt(3) * gain / sqrt(fan_in) with gain = sqrt(2 / (1 + 5)), rounded as PyTorch rounds it.
double kaiming_bound(std::int64_t fan_in) {
  const double gain = std::sqrt(2.0 / (1.0 + std::pow(std::sqrt(5.0), 2)));
  return std::sqrt(3.0) * (gain / std::sqrt(static_cast<double>(fan_in)));
}

/// A kernel [outputs, inputs, side, side], or a matrix [outputs, inputs] where there is no side.
Weights affine_map(std::int64_t outputs, std::int64_t inputs, std::optional<std::int64_t> side, bool bias,
                   at::mt19937& engine) {
  Weights weights;
  const std::int64_t area = side ? *side * *side : 1;
  const std::int64_t fan_in = inputs * area;
  weights.weight =
      side ? at::empty({outputs, inputs, *side, *side}, at::kFloat, at::MemoryFormat::ChannelsLast)
           : at::empty({outputs, inputs}, at::kFloat);
  draw(weights.weight.data_ptr<float>(), outputs, inputs, area, kaiming_bound(fan_in), engine);
  if (bias) {
    weights.bias = at::empty({outputs}, at::kFloat);
    draw(weights.bias.data_ptr<float>(), outputs, 1, 1, 1 / std::sqrt(static_cast<double>(fan_in)), engine);
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

Weights initial(const Slot& slot, at::mt19937& engine) {
  const auto argument = [&](std::size_t i) { return integer(slot.args, i); };
  const std::int64_t channels = slot.input[0];
  switch (slot.kind) {
    case ir::LayerKind::kConv2d:
      return affine_map(argument(0), channels / argument(5), argument(1), argument(6) != 0, engine);
    case ir::LayerKind::kLinear:
      return affine_map(argument(0), channels, std::nullopt, argument(1) != 0, engine);
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

Weights make_weights(const Slot& slot, at::mt19937& engine) {
  Weights weights = initial(slot, engine);
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

NamedTensors state(const std::vector<Slot>& slots, const std::vector<Weights>& weights,
                   std::int64_t batches) {
  NamedTensors result;
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
