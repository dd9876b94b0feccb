// SPDX-License-Identifier: Apache-2.0
// Sets of keys, and how much each of many differs from another, by counting bits side by side.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "search/kernels/interner.h"

namespace nasg::search {

/// What an architecture has of a great many things that it may have or not. The distance of two sets is how
/// many keys one of the two has alone, times `each`.
struct KeySet {
  std::vector<std::uint64_t> keys;  ///< evenly spread, each once
  double each = 1;                  ///< the same in all sets that are compared
};

/// The sets of n architectures, by key. A key that many have holds a bit for each of the n; the bits of 128
/// architectures are added at once, in counters whose digits lie in words of their own (carry-save adders, as
/// in Harley and Seal's population count; Warren, Hacker's Delight, 2nd ed., §5-1). Sums are exact.
class KeySetIndex {
 public:
  explicit KeySetIndex(std::span<const KeySet* const> sets);

  /// column[i] = the distance of set i from the other. Cost: five operations for each of its keys and 128 of
  /// the n.
  void distances(const KeySet& other, double* column) const;

 private:
  /// Digits of 128 counters, or one bit of each of 128 architectures.
  using Bits = std::uint64_t __attribute__((vector_size(16)));
  static constexpr std::size_t kTile = 128;
  /// Who has a key. Few: owners_[begin, end). Many: `tiles()` bits from rows_[begin] on.
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool many = false;
  };
  class Counters;
  std::size_t tiles() const { return (totals_.size() + kTile - 1) / kTile; }

  Interner number_;
  std::vector<Range> ranges_;  ///< by number of the key
  std::vector<std::uint32_t> owners_;
  std::vector<Bits> rows_;
  std::vector<double> totals_;  ///< by architecture: the size of its set, weighed
};

}  // namespace nasg::search
