// SPDX-License-Identifier: Apache-2.0
// A second classifier, half way up, that is trained along and thrown away.
#pragma once

#include "runtime/network/executor.h"

namespace nasg::network {

/// The auxiliary head of DARTS on CIFAR (Liu et al., ICLR 2019), after Szegedy et al. (CVPR 2015): ReLU,
/// average pooling to 2 × 2 (a window of 5 with stride 3 on the published 8 × 8), 1×1 convolution to 128
/// channels, batch normalisation, ReLU, 2×2 convolution to 768, batch normalisation, ReLU, linear. Images
/// that are no squares, or of less than four pixels a side, are pooled to one, and the second convolution is
/// 1×1. Its loss is that of the network's own outputs.
class Auxiliary {
 public:
  /// E0610 if the network has no images inside.
  static diag::Result<Auxiliary> make(const derivation::Plan& plan, std::int64_t classes, std::uint64_t seed);

  /// The value that it reads: of the smallest images of more than one pixel the first with the most channels.
  /// In DARTS' networks that is the output of the second cell that halves, two thirds of the way up.
  derivation::ValueId value() const { return value_; }
  /// The value -> [batch, classes], in training mode.
  at::Tensor run(const at::Tensor& value) { return executor_.run(value, weights_, true); }

  void move(const at::Device& device) { move_weights(weights_, device); }
  std::vector<at::Tensor> trained() const { return parameters(weights_); }
  /// For a checkpoint: `auxiliary.conv1.weight`, ….
  NamedTensors state() const;

 private:
  Auxiliary(derivation::ValueId value, const derivation::Plan& plan, Slots slots, std::uint64_t seed);

  derivation::ValueId value_;
  Slots slots_;
  Executor executor_;
  std::vector<Weights> weights_;
};

}  // namespace nasg::network
