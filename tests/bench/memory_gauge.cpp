// SPDX-License-Identifier: Apache-2.0
// An allocator that counts and passes on.
#include "tests/bench/memory_gauge.h"

#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

namespace nasg::bench {

namespace {

std::atomic<std::ptrdiff_t> alive{0}, highest{0};

constexpr std::size_t kAlignment = 64;

/// The size stands before the memory, at the distance of the alignment.
void release(void* memory) {
  auto* start = static_cast<char*>(memory) - kAlignment;
  alive -= *reinterpret_cast<std::ptrdiff_t*>(start);
  std::free(start);
}

struct CountingAllocator final : c10::Allocator {
  c10::DataPtr allocate(std::size_t bytes) const override {
    const std::size_t whole = (bytes / kAlignment + 2) * kAlignment;
    auto* start = static_cast<char*>(std::aligned_alloc(kAlignment, whole));
    TORCH_CHECK(start != nullptr, "no memory");
    *reinterpret_cast<std::ptrdiff_t*>(start) = static_cast<std::ptrdiff_t>(bytes);
    const std::ptrdiff_t now = alive += static_cast<std::ptrdiff_t>(bytes);
    for (std::ptrdiff_t known = highest; now > known && !highest.compare_exchange_weak(known, now);) continue;
    return {start + kAlignment, start + kAlignment, release, c10::Device(c10::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return release; }
};

}  // namespace

MemoryGauge::MemoryGauge() {
  static CountingAllocator counting;
  c10::SetCPUAllocator(&counting);
  alive = highest = 0;
}

MemoryGauge::~MemoryGauge() {
  c10::SetCPUAllocator(c10::GetDefaultCPUAllocator());
}

std::size_t MemoryGauge::peak() const {
  return static_cast<std::size_t>(highest.load());
}

}  // namespace nasg::bench
