// SPDX-License-Identifier: Apache-2.0
// Sparse vectors of masses, and the distances between many of them through an inverted index.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "search/kernels/interner.h"

namespace nasg::search {

/// The mixer of SplitMix64: a bijection of 64-bit numbers that spreads them evenly.
constexpr std::uint64_t spread(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}
/// The key of a sequence: `so_far`, then `next`.
constexpr std::uint64_t spread(std::uint64_t so_far, std::uint64_t next) {
  return spread(so_far ^ (spread(next) * 0xD6E8FEB86659FD93ULL));
}

struct Mass {
  std::uint64_t key;  ///< evenly spread
  double value;       ///< above 0
};
/// Every key once; a key that is not there has no mass.
using Histogram = std::vector<Mass>;

/// Adds up equal keys, and drops what has no mass. In the order of the keys.
Histogram gathered(Histogram masses);

/// The masses of n architectures, by key.
class HistogramIndex {
 public:
  explicit HistogramIndex(std::span<const Histogram* const> histograms);

  /// column[i] = sum over keys of |a - b|, between histogram i and the other. Cost: for each of its keys the
  /// number of architectures that have it.
  void distances(const Histogram& other, double* column) const;

 private:
  struct Posting {
    std::uint32_t owner;
    double value;
  };
  /// Who has a key. Few: postings_[begin, end). Many: a mass for each of the n, from rows_[begin] on.
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool many = false;
  };

  Eigen::VectorXd totals_;
  Interner number_;
  std::vector<Range> ranges_;      ///< by number
  std::vector<Posting> postings_;  ///< in the order of the owners
  std::vector<double> rows_;
};

}  // namespace nasg::search
