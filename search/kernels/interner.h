// SPDX-License-Identifier: Apache-2.0
// Numbers for labels: a hash table of 64-bit keys that are hashes themselves.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace nasg::search {

/// Gives numbers 0, 1, … to 64-bit keys, in the order of first sight. The keys must be evenly spread.
class Interner {
 public:
  static constexpr std::uint32_t kUnknown = UINT32_MAX;

  /// Forgets all, and makes room for so many keys. Costs nothing where there was as much room before: what is
  /// in a slot counts in its own round alone.
  void reset(std::size_t expected) {
    const std::size_t wanted = std::bit_ceil(2 * expected + 2);
    if (wanted > slots_.size() || round_ == UINT32_MAX) {
      slots_.assign(std::max(wanted, slots_.size()), {});
      round_ = 0;
    }
    ++round_;
    mask_ = wanted - 1;
    size_ = 0;
  }
  /// The key's number, a new one if it has none.
  std::uint32_t operator()(std::uint64_t key) {
    Slot& slot = slots_[slot_of(key)];
    if (slot.round == round_) return slot.number;
    const std::uint32_t number = size_++;
    slot = {key, number, round_};
    if (2 * std::size_t{size_} > mask_ + 1) grow();
    return number;
  }
  /// Hands on the number of each of these, and whether it is new, where `reset` made room for all. Quicker
  /// than one by one: what `use` writes cannot be taken for a part of the table.
  template <class Use>
  void for_each(std::span<const std::uint64_t> keys, const Use& use) {
    Slot* const slots = slots_.data();
    const std::size_t mask = mask_;
    const std::uint32_t round = round_;
    std::uint32_t size = size_;
    for (const std::uint64_t key : keys) {
      std::size_t at = key & mask;
      while (slots[at].round == round && slots[at].key != key) at = (at + 1) & mask;
      if (slots[at].round == round) {
        use(slots[at].number, key, false);
      } else {
        slots[at] = {key, size, round};
        use(size++, key, true);
      }
    }
    size_ = size;
  }
  /// The key's number, or kUnknown.
  std::uint32_t find(std::uint64_t key) const {
    const Slot& slot = slots_[slot_of(key)];
    return slot.round == round_ ? slot.number : kUnknown;
  }

  /// Brings what these will read of the key into the cache.
  void prefetch(std::uint64_t key) const { __builtin_prefetch(&slots_[key & mask_]); }

  std::uint32_t size() const { return size_; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = 0;
    std::uint32_t round = 0;
  };
  std::size_t slot_of(std::uint64_t key) const {
    std::size_t at = key & mask_;
    while (slots_[at].round == round_ && slots_[at].key != key) at = (at + 1) & mask_;
    return at;
  }
  void grow() {
    std::vector<Slot> kept;
    for (std::size_t at = 0; at <= mask_; ++at)
      if (slots_[at].round == round_) kept.push_back(slots_[at]);
    const std::uint32_t size = size_;
    reset(mask_);  // twice as many slots
    size_ = size;
    for (const Slot& slot : kept) slots_[slot_of(slot.key)] = {slot.key, slot.number, round_};
  }

  std::vector<Slot> slots_ = std::vector<Slot>(2);
  std::size_t mask_ = 1;  ///< of the slots that are used: the first mask_ + 1
  std::uint32_t round_ = 1;
  std::uint32_t size_ = 0;
};

}  // namespace nasg::search
