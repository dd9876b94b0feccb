// SPDX-License-Identifier: Apache-2.0
// Who has which feature of one block, and how often.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "search/kernels/features.h"
#include "search/kernels/interner.h"

namespace nasg::search {

/// An inverted index of one block of the features of n architectures. Labels of different blocks differ, so
/// that blocks are indexed apart, each in a table of its own that is small, on a thread of its own.
class BlockIndex {
 public:
  BlockIndex() = default;  ///< of none
  BlockIndex(std::span<const Features> features, std::size_t block);
  /// Of some of the architectures, among themselves: their features have their numbers already.
  BlockIndex among(std::span<const std::size_t> members) const;

  /// Adds the dot products of one of the n with the first `rows` of them, but for what no other has: its
  /// product with itself is not asked for. Cost: for each of its features the number of architectures that
  /// have it.
  void add_own(std::size_t architecture, std::uint32_t rows, double* sums) const;
  /// The same of any architecture, by its features in this block.
  void add(std::span<const Features::Count> counts, std::uint32_t rows, double* sums) const;

 private:
  struct Entry {
    std::uint32_t feature;  ///< its number
    std::uint32_t count;
  };
  /// Who has a feature. Few: postings [begin, end). Many: a count for each of the n, from counts_[begin] on.
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool many = false;
  };
  struct Posting {
    std::uint32_t architecture;
    float count;
  };
  std::span<const Entry> own(std::size_t architecture) const {
    return std::span(entries_).subspan(begin_[architecture], begin_[architecture + 1] - begin_[architecture]);
  }
  void fill(std::size_t features);
  void add(Entry entry, std::uint32_t rows, double* sums) const;

  Interner number_;
  std::vector<Entry> entries_;        ///< by architecture, without what no other has
  std::vector<std::uint32_t> begin_;  ///< those of architecture i are entries_[begin_[i] … begin_[i + 1])
  std::vector<Range> ranges_;         ///< by feature
  std::vector<Posting> postings_;
  std::vector<float> counts_;
};

}  // namespace nasg::search
