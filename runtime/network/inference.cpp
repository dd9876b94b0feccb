// SPDX-License-Identifier: Apache-2.0
// The weights of folded convolutions, and the run.
#include "runtime/network/inference.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/rsqrt.h>

#include <unordered_map>
namespace nasg::network {

namespace {

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
    : executor_(plan, layout.slots), folded_(std::move(layout.folded)) {}

at::Tensor Inference::run(const at::Tensor& input, const std::vector<Weights>& weights) {
  if (weights_.empty()) {
    weights_ = weights;
    for (const Folded& pair : folded_)
      weights_.push_back(fold(weights[pair.convolution], weights[pair.norm]));
  }
  return executor_.run(input, weights_, false);
}

}  // namespace nasg::network
