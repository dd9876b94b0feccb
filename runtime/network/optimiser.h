// SPDX-License-Identifier: Apache-2.0
// The update rules of training.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "runtime/network/training.h"

namespace nasg::network {

/// The rules of torch.optim's SGD, Adam (Kingma, Ba 2015) and AdamW (Loshchilov, Hutter 2019), one fused pass
/// over each parameter. With g the gradient, w the weights, d the weight decay, m the momentum:
///   SGD    g += d w;  b = m b + g;  w -= lr (g + m b), or lr b without Nesterov's momentum
///   Adam   g += d w;  a = m a + (1 - m) g;  v = 0.999 v + 0.001 g²;
///          w -= lr a' / (sqrt(v') + 1e-8), where a' and v' are divided by 1 - m^t and 1 - 0.999^t
///   AdamW  w -= lr d w instead of g += d w
class Updates {
 public:
  /// Parameters must be dense floats; they keep their memory layout, and stay on their device.
  Updates(std::vector<at::Tensor> parameters, const Protocol& protocol);

  /// Updates every parameter that has a gradient, and clears the gradients; first the gradients are scaled
  /// down to the protocol's norm. O(parameters).
  void step(double learning_rate);

  /// What a checkpoint keeps beside the parameters: by parameter, in its memory order, then the count of
  /// steps.
  std::vector<at::Tensor> state() const;

 private:
  at::Tensor gradient(std::size_t parameter) const;
  void descend(std::size_t parameter, const at::Tensor& gradient, float rate, float scale);
  void update_elsewhere(std::size_t parameter, const at::Tensor& gradient, double rate, double scale);
  void adapt(std::size_t parameter, const at::Tensor& gradient, float rate, float scale);

  std::vector<at::Tensor> parameters_;
  const Protocol& protocol_;
  std::vector<at::Tensor> means_;    ///< velocities of SGD
  std::vector<at::Tensor> squares_;  ///< of Adam
  at::Tensor steps_;                 ///< one number
};

}  // namespace nasg::network
