// SPDX-License-Identifier: Apache-2.0
// The update, on raw memory: a dispatched call for each operation would cost more than the arithmetic.
#include "runtime/network/sgd.h"

#include <ATen/ops/empty_like.h>

namespace nasg::network {

namespace {

/// Whether elements stand in the same order in memory; axes of size 1 do not matter.
bool same_layout(const at::Tensor& a, const at::Tensor& b) {
  for (std::int64_t axis = 0; axis < a.dim(); ++axis)
    if (a.size(axis) != 1 && a.stride(axis) != b.stride(axis)) return false;
  return true;
}

}  // namespace

Sgd::Sgd(std::vector<at::Tensor> parameters, double momentum, double weight_decay)
    : parameters_(std::move(parameters)),
      momentum_(static_cast<float>(momentum)),
      weight_decay_(static_cast<float>(weight_decay)) {
  for (const at::Tensor& parameter : parameters_)
    velocities_.emplace_back(static_cast<std::size_t>(parameter.numel()), 0.0F);
}

void Sgd::step(double learning_rate) {
  const auto rate = static_cast<float>(learning_rate);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    at::Tensor gradient = parameters_[i].grad();
    if (!gradient.defined()) continue;
    if (!same_layout(gradient, parameters_[i])) gradient = at::empty_like(parameters_[i]).copy_(gradient);
    float* weights = parameters_[i].data_ptr<float>();
    const float* slopes = gradient.data_ptr<float>();
    float* velocity = velocities_[i].data();
    const std::size_t count = velocities_[i].size();
    for (std::size_t j = 0; j < count; ++j) {
      const float slope = slopes[j] + weight_decay_ * weights[j];
      velocity[j] = momentum_ * velocity[j] + slope;
      weights[j] -= rate * (slope + momentum_ * velocity[j]);
    }
    parameters_[i].mutable_grad().reset();
  }
}

}  // namespace nasg::network
