// SPDX-License-Identifier: Apache-2.0
// The weights of folded convolutions, and the run.
#include "runtime/network/inference.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/rsqrt.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "runtime/network/layer_kernels.h"

namespace nasg::network {

namespace {

constexpr std::int64_t kCacheBytes = 1 << 20;  ///< for a value; the second level of most processors has more

/// See fold_batch_norms.h.
Weights fold(const Weights& convolution, const Weights& norm) {
  const at::Tensor spread = at::rsqrt(norm.running_var + kNormEpsilon);
  const at::Tensor gain = norm.weight.defined() ? norm.weight * spread : spread;
  Weights folded;
  folded.weight = convolution.weight * gain.view({-1, 1, 1, 1});
  folded.bias =
      convolution.bias.defined() ? (convolution.bias - norm.running_mean) * gain : -norm.running_mean * gain;
  if (norm.bias.defined()) folded.bias = folded.bias + norm.bias;
  return folded;
}

/// Elements of the largest value of an example.
std::int64_t largest_value(const derivation::Plan& plan) {
  std::int64_t largest = 1;
  for (const ir::Shape& shape : plan.shapes)
    largest =
        std::max(largest, std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
  return largest;
}

}  // namespace

Inference::Layout Inference::lay_out(const derivation::Plan& plan, const Slots& slots) {
  Layout layout;
  std::unordered_map<std::uint32_t, std::size_t> by_weights;
  for (std::size_t i = 0; i < slots.all.size(); ++i) by_weights[slots.all[i].weights] = i;
  for (const derivation::PlanStep& step : plan.steps) {
    layout.slots.by_step.emplace_back();
    const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what);
    if (layer == nullptr || !has_slot(layer->kind)) continue;
    const std::size_t slot = by_weights.at(layer->weights);
    layout.slots.by_step.back() = slot;
    if (!layer->folded) continue;
    layout.slots.by_step.back() = slots.all.size() + layout.folded.size();
    layout.folded.push_back({slot, by_weights.at(*layer->folded)});
  }
  return layout;
}

Inference::Inference(const derivation::Plan& plan, const Slots& slots)
    : Inference(plan, lay_out(plan, slots)) {}

Inference::Inference(const derivation::Plan& plan, Layout layout)
    : executor_(plan, layout.slots), folded_(std::move(layout.folded)), largest_(largest_value(plan)) {}

at::Tensor Inference::run(const at::Tensor& input, const std::vector<Weights>& weights) {
  if (weights_.empty()) {
    weights_ = weights;
    for (const Folded& pair : folded_)
      weights_.push_back(fold(weights[pair.convolution], weights[pair.norm]));
  }
  const std::int64_t part = at_once(input);
  if (part >= input.size(0)) return executor_.run(input, weights_, false);
  std::vector<at::Tensor> outputs;
  for (std::int64_t start = 0; start < input.size(0); start += part)
    outputs.push_back(executor_.run(input.slice(0, start, start + part), weights_, false));
  return at::cat(outputs);
}

/// A graphics card is given all: it works on them side by side.
std::int64_t Inference::at_once(const at::Tensor& input) const {
  if (!input.is_cpu()) return input.size(0);
  const std::int64_t bytes = largest_ * static_cast<std::int64_t>(sizeof(float));
  return std::max<std::int64_t>(1, kCacheBytes / bytes * at::get_num_threads());
}

}  // namespace nasg::network
