// SPDX-License-Identifier: Apache-2.0
// Accuracy and loss of a network on a part of the data.
#pragma once

#include <atomic>

#include "runtime/network/torch_network.h"
#include "runtime/training/data.h"

namespace nasg::network {

struct Measured {
  double accuracy = 0;  ///< percent
  double loss = 0;      ///< mean cross-entropy
};

/// Examples that were put into tensors once, to be measured often.
class Examination {
 public:
  explicit Examination(const training::Images& images);
  /// Stops early, with numbers that mean nothing, once `cancelled` is set.
  Measured measure(TorchNetwork& network, const std::atomic<bool>* cancelled) const;

 private:
  at::Tensor images_;  ///< [count, C, H, W], channels last in memory; or [count, N]
  at::Tensor labels_;  ///< [count]
};

/// `count` examples as LibTorch sees them where they lie, [count, H, W, C] in memory; the shape is [C, H, W].
at::Tensor view_channels_last(const std::vector<float>& pixels, std::int64_t count, const ir::Shape& shape);

}  // namespace nasg::network
