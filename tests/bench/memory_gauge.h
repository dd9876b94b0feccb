// SPDX-License-Identifier: Apache-2.0
// How much memory LibTorch's tensors take at once.
#pragma once

#include <cstddef>

namespace nasg::bench {

/// Counts the bytes of tensors from its construction on, whoever makes them; one at a time. What convolutions
/// take beside tensors while they run is not seen.
class MemoryGauge {
 public:
  MemoryGauge();
  ~MemoryGauge();
  MemoryGauge(const MemoryGauge&) = delete;
  MemoryGauge& operator=(const MemoryGauge&) = delete;

  /// The most bytes at once, beyond those at the start.
  std::size_t peak() const;
};

}  // namespace nasg::bench
