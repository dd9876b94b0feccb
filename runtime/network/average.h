// SPDX-License-Identifier: Apache-2.0
// The exponential moving average of a network's weights.
#pragma once

#include "runtime/network/weights.h"

namespace nasg::network {

/// Averages parameters and running statistics: a = decay a + (1 - decay) w after each step. With a decay of 0
/// there is no average, and nothing happens.
class Average {
 public:
  Average(NamedTensors weights, double decay);
  void move();
  /// Puts the averages in the place of the weights, or back.
  void swap();
  /// For a checkpoint: the averages by name.
  NamedTensors state() const { return averages_; }

 private:
  NamedTensors weights_;
  NamedTensors averages_;  ///< empty without a decay
  double decay_;
};

}  // namespace nasg::network
