// SPDX-License-Identifier: Apache-2.0
// Pooling that keeps less for the backward pass.
#pragma once

#include <ATen/core/Tensor.h>

namespace nasg::network {

/// A square window, the same along H and W.
struct PoolWindow {
  std::int64_t kernel, stride, padding;
};

/// LibTorch's poolings and their gradients, for training. LibTorch keeps their input until the gradient is
/// taken, which reads nothing of it but its shape; these keep the shape, and the maximum where it was found.
/// They can be differentiated twice.
at::Tensor lean_avg_pool(const at::Tensor& x, const PoolWindow& window);
at::Tensor lean_max_pool(const at::Tensor& x, const PoolWindow& window);

}  // namespace nasg::network
