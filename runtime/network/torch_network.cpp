// SPDX-License-Identifier: Apache-2.0
// Builds a network and runs it on plain arrays.
#include "runtime/network/torch_network.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/randn.h>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/passes/plan_pass.h"
#include "runtime/network/guard.h"

namespace nasg::network {

namespace {

std::vector<std::int64_t> batched(std::size_t count, const ir::Shape& shape) {
  std::vector<std::int64_t> sizes{static_cast<std::int64_t>(count)};
  sizes.insert(sizes.end(), shape.begin(), shape.end());
  return sizes;
}

}  // namespace

diag::Result<std::unique_ptr<Network>> TorchNetwork::build(const derivation::Plan& plan, std::uint64_t seed,
                                                           bool improved) {
  auto slots = assign_slots(plan);
  if (!slots) return slots.error();
  return guarded([&]() -> diag::Result<std::unique_ptr<Network>> {
    return std::unique_ptr<Network>(new TorchNetwork(plan, *std::move(slots), seed, improved));
  });
}

TorchNetwork::TorchNetwork(const derivation::Plan& plan, Slots slots, std::uint64_t seed, bool improved)
    : plan_(plan),
      slots_(std::move(slots)),
      training_(improved ? derivation::run_passes(plan_, derivation::Stage::kTraining) : plan_, slots_),
      inference_(improved ? derivation::run_passes(plan_, derivation::Stage::kInference) : plan_, slots_) {
  at::mt19937 engine(seed);
  weights_.reserve(slots_.all.size());
  for (const Slot& slot : slots_.all) weights_.push_back(make_weights(slot, engine));
}

at::Tensor TorchNetwork::train(const at::Tensor& input, const Executor::Watch* watch) {
  ++batches_;
  inference_.forget();
  return training_.run(input, weights_, true, watch);
}

void TorchNetwork::convert(const at::TensorOptions& options) {
  options_ = options;
  move_weights(weights_, options);
  inference_.forget();
}

at::Tensor TorchNetwork::infer(const at::Tensor& input) {
  const at::NoGradGuard no_gradients;
  return inference_.run(input.to(options_), weights_);
}

diag::Result<std::vector<float>> TorchNetwork::forward(std::span<const float> input, std::size_t count) {
  return guarded([&]() -> diag::Result<std::vector<float>> {
    at::Tensor x = at::empty(batched(count, plan_.input), at::kFloat);
    if (input.size() != static_cast<std::size_t>(x.numel()))
      return diag::make(
          diag::code::E0610, {},
          "it takes " + std::to_string(x.numel()) + " numbers, and is given " + std::to_string(input.size()));
    std::copy(input.begin(), input.end(), x.data_ptr<float>());
    const at::Tensor y = infer(x).to(at::kFloat).contiguous();
    return std::vector<float>(y.data_ptr<float>(), y.data_ptr<float>() + y.numel());
  });
}

std::int64_t TorchNetwork::trainable_parameters() const {
  std::int64_t count = 0;
  for (const at::Tensor& tensor : trained()) count += tensor.numel();
  return count;
}

diag::Result<double> TorchNetwork::exercise(std::size_t batch, std::uint64_t seed) {
  return guarded([&]() -> diag::Result<double> {
    at::manual_seed(seed);  // for dropout
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const at::Tensor input = at::randn(batched(batch, plan_.input), generator, at::kFloat);
    const at::Tensor output = train(input.to(options_));
    if (!output.requires_grad()) return 0.0;
    // A weighted sum, as the plain one of normalised values would not depend on the weights.
    output.mul(at::randn(output.sizes(), generator, at::kFloat).to(options_)).sum().backward();
    double sum = 0;
    for (at::Tensor& tensor : trained()) {
      if (!tensor.grad().defined()) continue;
      sum += tensor.grad().abs().sum().item<double>();
      tensor.mutable_grad().reset();
    }
    return sum;
  });
}

}  // namespace nasg::network
