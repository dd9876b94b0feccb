// SPDX-License-Identifier: Apache-2.0
// |A Δ B| = |A| + |B| - 2 |A ∩ B|, and the last by bits.
#include "search/kernels/key_set.h"

#include <algorithm>
#include <array>

namespace nasg::search {

/// 128 counters. Two rows of bits at a time are added to the lowest digits; what is carried waits at the next
/// digit until there are two of it.
class KeySetIndex::Counters {
 public:
  void add(const Bits& one, const Bits& other) {
    Bits carry = add(digits_[0], one, other);
    std::size_t digit = 1;
    for (; (pairs_ >> (digit - 1) & 1) != 0; ++digit) carry = add(digits_[digit], waiting_[digit], carry);
    waiting_[digit] = carry;
    ++pairs_;
  }
  /// After the last pair: what waits, and a row that was left over. How many digits there are.
  std::size_t finish(const Bits& rest) {
    std::size_t digits = 1;
    Bits carry = add(digits_[0], rest, Bits{});
    for (; pairs_ >> (digits - 1) != 0; ++digits) {
      const bool waits = (pairs_ >> (digits - 1) & 1) != 0;
      carry = add(digits_[digits], waits ? waiting_[digits] : Bits{}, carry);
    }
    digits_[digits] = carry;
    return digits + 1;
  }
  const Bits& digit(std::size_t which) const { return digits_[which]; }

 private:
  /// `sum` takes the lower digits of a sum of three bits; the higher ones are carried.
  static Bits add(Bits& sum, const Bits& a, const Bits& b) {
    const Bits either = sum ^ a;
    const Bits carry = (sum & a) | (either & b);
    sum = either ^ b;
    return carry;
  }

  static constexpr std::size_t kDigits = 34;  // keys are fewer than 2^32
  std::array<Bits, kDigits> digits_{};
  std::array<Bits, kDigits> waiting_;
  std::uint64_t pairs_ = 0;
};

// 1. Number the keys, and count who has each.
// 2. A key of a thirty-second of all or more gets a row of bits, the others a list each, in one array.
// 3. Fill rows and lists.
KeySetIndex::KeySetIndex(std::span<const KeySet* const> sets) {
  std::size_t keys = 0;
  for (const KeySet* set : sets) keys += set->keys.size();
  number_.reset(keys / 8);
  std::vector<std::uint32_t> numbers, owners;
  numbers.reserve(keys);
  for (const KeySet* set : sets) {
    totals_.push_back(set->each * static_cast<double>(set->keys.size()));
    for (const std::uint64_t key : set->keys) {
      const std::uint32_t number = number_(key);
      if (number == owners.size()) owners.push_back(0);
      ++owners[number];
      numbers.push_back(number);
    }
  }
  ranges_.resize(owners.size());
  std::size_t listed = 0, rows = 0;
  for (std::size_t k = 0; k < owners.size(); ++k) {
    const bool many = owners[k] > 2 && 32 * std::size_t{owners[k]} >= sets.size();
    std::size_t& next = many ? rows : listed;
    const auto begin = static_cast<std::uint32_t>(next);
    ranges_[k] = {begin, begin, many};
    next += many ? tiles() : owners[k];
  }
  owners_.resize(listed);
  rows_.resize(rows);
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < sets.size(); ++i)
    for (std::size_t k = 0; k < sets[i]->keys.size(); ++k) {
      Range& range = ranges_[numbers[next++]];
      if (range.many)
        rows_[range.begin + i / kTile][i % kTile / 64] |= std::uint64_t{1} << i % 64;
      else
        owners_[range.end++] = i;
    }
}

void KeySetIndex::distances(const KeySet& other, double* column) const {
  constexpr std::size_t kAhead = 12;  // the table of numbers may be larger than the cache
  const double total = other.each * static_cast<double>(other.keys.size());
  for (std::size_t i = 0; i < totals_.size(); ++i) column[i] = totals_[i] + total;
  std::vector<const Bits*> rows;
  rows.reserve(other.keys.size());
  for (std::size_t k = 0; k < other.keys.size(); ++k) {
    if (k + kAhead < other.keys.size()) number_.prefetch(other.keys[k + kAhead]);
    const std::uint32_t number = number_.find(other.keys[k]);
    if (number == Interner::kUnknown) continue;
    const Range range = ranges_[number];
    if (range.many) rows.push_back(rows_.data() + range.begin);
    for (std::uint32_t o = range.begin; o < range.end; ++o) column[owners_[o]] -= 2 * other.each;
  }
  for (std::size_t tile = 0; tile < tiles(); ++tile) {
    Counters counters;
    for (std::size_t r = 0; r + 1 < rows.size(); r += 2) counters.add(rows[r][tile], rows[r + 1][tile]);
    const std::size_t digits = counters.finish(rows.size() % 2 != 0 ? rows.back()[tile] : Bits{});
    const std::size_t first = tile * kTile, end = std::min(first + kTile, totals_.size());
    for (std::size_t i = first; i < end; ++i) {
      std::uint64_t both = 0;
      for (std::size_t d = 0; d < digits; ++d) both |= (counters.digit(d)[i % kTile / 64] >> i % 64 & 1) << d;
      column[i] -= 2 * other.each * static_cast<double>(both);
    }
  }
}

}  // namespace nasg::search
