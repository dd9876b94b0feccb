// SPDX-License-Identifier: Apache-2.0
// Makes and lists the tensors of layers.
#include "runtime/network/weights.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/TransformationHelper.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "runtime/network/plugin_layers.h"

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

at::Tensor uniform(std::int64_t rows, std::int64_t columns, double bound, at::mt19937& engine) {
  at::Tensor made = at::empty({rows, columns}, at::kFloat);
  draw(made.data_ptr<float>(), rows, columns, 1, bound, engine);
  return made;
}

at::Tensor normal(at::IntArrayRef shape, double deviation, at::mt19937& engine) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>();
  generator.get<at::CPUGeneratorImpl>()->set_engine(engine);
  at::Tensor made = at::randn(shape, generator, at::kFloat).mul_(deviation);
  engine = generator.get<at::CPUGeneratorImpl>()->engine();
  return made;
}

Weights recurrent(std::int64_t gates, std::int64_t inputs, std::int64_t features, at::mt19937& engine) {
  const double bound = 1 / std::sqrt(static_cast<double>(features));
  Weights weights;
  weights.weight = uniform(gates * features, inputs, bound, engine);
  weights.state_weight = uniform(gates * features, features, bound, engine);
  weights.bias = uniform(gates * features, 1, bound, engine).squeeze(1);
  weights.state_bias = uniform(gates * features, 1, bound, engine).squeeze(1);
  return weights;
}

/// Memory for [outputs, inputs, window…], the inputs innermost, as `draw` lays them down.
at::Tensor kernel(std::int64_t outputs, std::int64_t inputs, const ir::Shape& window) {
  switch (window.size()) {
    case 0: return at::empty({outputs, inputs}, at::kFloat);
    case 1: return at::empty({outputs, window[0], inputs}, at::kFloat).transpose(1, 2);
    default:
      return at::empty({outputs, inputs, window[0], window[1]}, at::kFloat, at::MemoryFormat::ChannelsLast);
  }
}

/// A matrix where there is no window. `biases` is their number: a transposed convolution has `inputs` and not
/// `outputs` in common with its input.
Weights affine_map(std::int64_t outputs, std::int64_t inputs, const ir::Shape& window, std::int64_t biases,
                   at::mt19937& engine) {
  Weights weights;
  std::int64_t area = 1;
  for (const std::int64_t side : window) area *= side;
  const std::int64_t fan_in = inputs * area;
  weights.weight = kernel(outputs, inputs, window);
  draw(weights.weight.data_ptr<float>(), outputs, inputs, area, kaiming_bound(fan_in), engine);
  if (biases > 0) {
    weights.bias = at::empty({biases}, at::kFloat);
    draw(weights.bias.data_ptr<float>(), biases, 1, 1, 1 / std::sqrt(static_cast<double>(fan_in)), engine);
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

Weights lone(at::Tensor weight) {
  Weights weights;
  weights.weight = std::move(weight);
  return weights;
}

Weights initial(const Slot& slot, at::mt19937& engine) {
  const auto argument = [&](std::size_t i) { return integer(slot.args, i); };
  const std::int64_t channels = slot.input[0];
  const ir::Shape dims = ir::weight_dims(slot.kind, slot.args, slot.input);
  const auto biases = [&] { return flag(slot, "bias") ? argument(0) : 0; };
  const auto square = [&] { return ir::Shape{argument(1), argument(1)}; };
  switch (slot.kind) {
    case ir::LayerKind::kConv2d:
      return affine_map(argument(0), channels / argument(5), square(), biases(), engine);
    case ir::LayerKind::kConv1d:
      return affine_map(argument(0), dims[0] / argument(5), {argument(1)}, biases(), engine);
    case ir::LayerKind::kConvTranspose2d:
      return affine_map(channels, argument(0) / argument(4), square(), biases(), engine);
    case ir::LayerKind::kLinear: return affine_map(argument(0), dims[0], {}, biases(), engine);
    case ir::LayerKind::kBatchNorm: {
      Weights weights = scale_and_shift({channels}, argument(0) != 0);
      weights.running_mean = at::zeros({channels}, at::kFloat);
      weights.running_var = at::ones({channels}, at::kFloat);
      return weights;
    }
    case ir::LayerKind::kInstanceNorm: return scale_and_shift({channels}, argument(0) != 0);
    case ir::LayerKind::kLayerNorm: return scale_and_shift(dims, argument(0) != 0);
    case ir::LayerKind::kGroupNorm: return scale_and_shift({channels}, flag(slot, "affine"));
    case ir::LayerKind::kRmsNorm:
    case ir::LayerKind::kChannelScale:
    case ir::LayerKind::kChannelShift:
    case ir::LayerKind::kChannelConstant: return lone(at::ones(dims, at::kFloat));
    case ir::LayerKind::kEmbedding: return lone(normal({argument(0), argument(1)}, 1, engine));
    case ir::LayerKind::kPositions: return lone(normal(dims, 0.02, engine));
    case ir::LayerKind::kGru: return recurrent(3, dims[0], argument(0), engine);
    case ir::LayerKind::kLstm: return recurrent(4, dims[0], argument(0), engine);
    case ir::LayerKind::kPlugin: return plugin_weights(slot.args, slot.input, engine);
    default: return {};
  }
}

bool is_recurrent(ir::LayerKind kind) {
  return kind == ir::LayerKind::kGru || kind == ir::LayerKind::kLstm;
}

}  // namespace

Weights make_weights(const Slot& slot, at::mt19937& engine) {
  Weights weights = initial(slot, engine);
  for (at::Tensor* tensor : {&weights.weight, &weights.bias, &weights.state_weight, &weights.state_bias})
    if (tensor->defined()) tensor->requires_grad_(true);
  return weights;
}

void move_weights(std::vector<Weights>& weights, const at::TensorOptions& to) {
  for (Weights& layer : weights)
    for (at::Tensor* tensor : {&layer.weight, &layer.bias, &layer.state_weight, &layer.state_bias,
                               &layer.running_mean, &layer.running_var}) {
      if (!tensor->defined() || (tensor->device() == to.device() && tensor->dtype() == to.dtype())) continue;
      *tensor = tensor->detach().to(to).requires_grad_(tensor->requires_grad());
    }
}

std::vector<at::Tensor> parameters(const std::vector<Weights>& weights) {
  std::vector<at::Tensor> result;
  for (const Weights& layer : weights)
    for (const at::Tensor& tensor : {layer.weight, layer.bias, layer.state_weight, layer.state_bias})
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
    const bool recurrent = is_recurrent(slots[i].kind);
    add(recurrent ? "weight_ih_l0" : "weight", weights[i].weight);
    add("weight_hh_l0", weights[i].state_weight);
    add(recurrent ? "bias_ih_l0" : "bias", weights[i].bias);
    add("bias_hh_l0", weights[i].state_bias);
    add("running_mean", weights[i].running_mean);
    add("running_var", weights[i].running_var);
    if (slots[i].kind == ir::LayerKind::kBatchNorm)
      add("num_batches_tracked", at::full({}, batches, at::kLong));
  }
  return result;
}

}  // namespace nasg::network
