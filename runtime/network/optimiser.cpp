// SPDX-License-Identifier: Apache-2.0
// The updates, on raw memory: a dispatched call for each operation would cost more than the arithmetic.
#include "runtime/network/optimiser.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace nasg::network {

namespace {

constexpr double kSquareDecay = 0.999;
constexpr float kAdamFloor = 1e-8F;
constexpr double kNormGuard = 1e-6;  // as torch.nn.utils.clip_grad_norm_ has it

/// Whether elements stand in the same order in memory; axes of size 1 do not matter.
bool same_layout(const at::Tensor& a, const at::Tensor& b) {
  for (std::int64_t axis = 0; axis < a.dim(); ++axis)
    if (a.size(axis) != 1 && a.stride(axis) != b.stride(axis)) return false;
  return true;
}

double square_sum(const at::Tensor& gradient) {
  if (!gradient.is_cpu()) return gradient.square().sum().item<double>();
  const float* slopes = gradient.data_ptr<float>();
  double sum = 0;
  for (std::int64_t i = 0; i < gradient.numel(); ++i) sum += static_cast<double>(slopes[i]) * slopes[i];
  return sum;
}

}  // namespace

Updates::Updates(std::vector<at::Tensor> parameters, const Protocol& protocol)
    : parameters_(std::move(parameters)), protocol_(protocol), steps_(at::zeros({}, at::kLong)) {
  for (const at::Tensor& parameter : parameters_) {
    const auto options = parameter.options().requires_grad(false);
    means_.push_back(at::zeros({parameter.numel()}, options));
    if (protocol.optimiser != Optimiser::kSgd) squares_.push_back(at::zeros({parameter.numel()}, options));
  }
}

std::vector<at::Tensor> Updates::state() const {
  std::vector<at::Tensor> all = means_;
  all.insert(all.end(), squares_.begin(), squares_.end());
  all.push_back(steps_);
  return all;
}

/// In the parameter's memory order; undefined if there is none.
at::Tensor Updates::gradient(std::size_t parameter) const {
  const at::Tensor& weights = parameters_[parameter];
  const at::Tensor& found = weights.grad();
  if (!found.defined() || same_layout(found, weights)) return found;
  return at::empty_like(weights.detach()).copy_(found);
}

void Updates::step(double learning_rate) {
  ++*steps_.data_ptr<std::int64_t>();
  std::vector<at::Tensor> gradients;
  double squares = 0;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    gradients.push_back(gradient(i));
    if (protocol_.clip > 0 && gradients[i].defined()) squares += square_sum(gradients[i]);
  }
  const double norm = std::sqrt(squares) + kNormGuard;
  const auto scale =
      protocol_.clip > 0 && norm > protocol_.clip ? static_cast<float>(protocol_.clip / norm) : 1.0F;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (!gradients[i].defined()) continue;
    if (!parameters_[i].is_cpu())
      update_elsewhere(i, gradients[i], learning_rate, scale);
    else if (protocol_.optimiser == Optimiser::kSgd)
      descend(i, gradients[i], static_cast<float>(learning_rate), scale);
    else
      adapt(i, gradients[i], static_cast<float>(learning_rate), scale);
    parameters_[i].mutable_grad().reset();
  }
}

void Updates::descend(std::size_t parameter, const at::Tensor& gradient, float rate, float scale) {
  float* weights = parameters_[parameter].data_ptr<float>();
  const float* slopes = gradient.data_ptr<float>();
  float* velocity = means_[parameter].data_ptr<float>();
  const auto momentum = static_cast<float>(protocol_.momentum);
  const auto decay = static_cast<float>(protocol_.weight_decay);
  const float own = protocol_.nesterov ? 1.0F : 0.0F;
  const float carried = protocol_.nesterov ? momentum : 1.0F;
  for (std::int64_t j = 0; j < gradient.numel(); ++j) {
    const float slope = scale * slopes[j] + decay * weights[j];
    velocity[j] = momentum * velocity[j] + slope;
    weights[j] -= rate * (own * slope + carried * velocity[j]);
  }
}

void Updates::adapt(std::size_t parameter, const at::Tensor& gradient, float rate, float scale) {
  float* weights = parameters_[parameter].data_ptr<float>();
  const float* slopes = gradient.data_ptr<float>();
  float* mean = means_[parameter].data_ptr<float>();
  float* square = squares_[parameter].data_ptr<float>();
  const auto steps = static_cast<double>(steps_.item<std::int64_t>());
  const auto keep = static_cast<float>(protocol_.momentum);
  const auto keep_square = static_cast<float>(kSquareDecay);
  const auto mean_share = static_cast<float>(1 - std::pow(protocol_.momentum, steps));
  const auto square_share = static_cast<float>(1 - std::pow(kSquareDecay, steps));
  const auto decay = static_cast<float>(protocol_.weight_decay);
  const bool decoupled = protocol_.optimiser == Optimiser::kAdamW;
  for (std::int64_t j = 0; j < gradient.numel(); ++j) {
    const float slope = scale * slopes[j] + (decoupled ? 0.0F : decay * weights[j]);
    mean[j] = keep * mean[j] + (1 - keep) * slope;
    square[j] = keep_square * square[j] + (1 - keep_square) * slope * slope;
    if (decoupled) weights[j] -= rate * decay * weights[j];
    weights[j] -= rate * (mean[j] / mean_share) / (std::sqrt(square[j] / square_share) + kAdamFloor);
  }
}

/// The same rules by LibTorch's operations, on tensors as they lie in memory.
void Updates::update_elsewhere(std::size_t parameter, const at::Tensor& gradient, double rate, double scale) {
  const at::NoGradGuard no_gradients;
  const auto flat = [](const at::Tensor& tensor) {
    return tensor.detach().as_strided({tensor.numel()}, {1});
  };
  const at::Tensor weights = flat(parameters_[parameter]);
  at::Tensor slope = flat(gradient).mul(scale);
  const bool decoupled = protocol_.optimiser == Optimiser::kAdamW;
  if (!decoupled) slope.add_(weights, protocol_.weight_decay);
  const at::Tensor& mean = means_[parameter];
  if (protocol_.optimiser == Optimiser::kSgd) {
    mean.mul_(protocol_.momentum).add_(slope);
    weights.sub_(protocol_.nesterov ? slope.add_(mean, protocol_.momentum) : mean, rate);
    return;
  }
  const auto steps = static_cast<double>(steps_.item<std::int64_t>());
  mean.mul_(protocol_.momentum).add_(slope, 1 - protocol_.momentum);
  const at::Tensor& square = squares_[parameter];
  square.mul_(kSquareDecay).addcmul_(slope, slope, 1 - kSquareDecay);
  if (decoupled) weights.mul_(1 - rate * protocol_.weight_decay);
  const at::Tensor spread = square.div(1 - std::pow(kSquareDecay, steps)).sqrt_().add_(kAdamFloor);
  weights.addcdiv_(mean, spread, -rate / (1 - std::pow(protocol_.momentum, steps)));
}

}  // namespace nasg::network
