// SPDX-License-Identifier: Apache-2.0
// Numbers for labels: a hash table of 64-bit keys that are hashes themselves.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace nasg::search {

/// Gives numbers 0, 1, … to 64-bit keys, in the order of first sight. The keys must be evenly spread.
class Interner {
 public:
  static constexpr std::uint32_t kUnknown = UINT32_MAX;

  /// Forgets all, and makes room for so many keys. O(expected).
  void reset(std::size_t expected) {
    slots_.assign(std::bit_ceil(2 * expected + 2), {});
    size_ = 0;
  }
  /// The key's number, a new one if it has none.
  std::uint32_t operator()(std::uint64_t key) {
    Slot& slot = slots_[slot_of(key)];
    if (slot.number != kUnknown) return slot.number;
    const std::uint32_t number = size_++;
    slot = {key, number};
    if (2 * std::size_t{size_} > slots_.size()) grow();
    return number;
  }
  /// The key's number, or kUnknown.
  std::uint32_t find(std::uint64_t key) const { return slots_[slot_of(key)].number; }

  std::uint32_t size() const { return size_; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = kUnknown;
  };
  std::size_t slot_of(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = key & mask;
    while (slots_[at].number != kUnknown && slots_[at].key != key) at = (at + 1) & mask;
    return at;
  }
  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.number != kUnknown) slots_[slot_of(slot.key)] = slot;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(2);
  std::uint32_t size_ = 0;
};

}  // namespace nasg::search
