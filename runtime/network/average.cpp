// SPDX-License-Identifier: Apache-2.0
// Moves the average, and swaps it in.
#include "runtime/network/average.h"

#include <ATen/core/grad_mode.h>

namespace nasg::network {

Average::Average(NamedTensors weights, double decay) : weights_(std::move(weights)), decay_(decay) {
  if (decay == 0) return;
  for (const auto& [name, tensor] : weights_)
    averages_.emplace_back("average." + name, tensor.detach().clone());
}

void Average::move() {
  const at::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < averages_.size(); ++i)
    if (averages_[i].second.is_floating_point())
      averages_[i].second.mul_(decay_).add_(weights_[i].second, 1 - decay_);
}

void Average::swap() {
  const at::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const at::Tensor average = averages_[i].second.clone();
    averages_[i].second.copy_(weights_[i].second);
    weights_[i].second.copy_(average);
  }
}

}  // namespace nasg::network
