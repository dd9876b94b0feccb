// SPDX-License-Identifier: Apache-2.0
// Stochastic gradient descent with Nesterov momentum and weight decay.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace nasg::network {

/// The update rule of torch.optim.SGD(nesterov=True), one fused pass over each parameter.
class Sgd {
 public:
  /// Parameters must be dense floats; they keep their memory layout.
  Sgd(std::vector<at::Tensor> parameters, double momentum, double weight_decay);

  /// Updates every parameter that has a gradient, and clears the gradients. O(parameters).
  void step(double learning_rate);

 private:
  std::vector<at::Tensor> parameters_;
  std::vector<std::vector<float>> velocities_;  ///< by parameter, in its memory order
  float momentum_;
  float weight_decay_;
};

}  // namespace nasg::network
