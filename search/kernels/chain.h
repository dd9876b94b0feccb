// SPDX-License-Identifier: Apache-2.0
// Distributions over layers, and the Wasserstein distances between many of them.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

namespace nasg::search {

/// Masses at 0, 1/n, 2/n, … (n-1)/n of a line that sum to 1.
using Chain = std::vector<double>;
/// Several of one architecture, all of one length.
using Chains = std::vector<Chain>;

/// The chains of n architectures, those of one length side by side. The distance of two chains is the
/// integral over the line of the difference between their distribution functions: what it costs to move one's
/// mass to where the other's lies (the Wasserstein distance on a line; Vallender 1974).
class ChainIndex {
 public:
  /// As many chains of each.
  explicit ChainIndex(std::span<const Chains* const> chains);

  /// Where the distribution functions of two lengths are both constant: how far each has come, and over what
  /// part of the line.
  struct Stretch {
    std::size_t own;
    std::size_t other;
    double width;
  };
  /// For chains of one length: by length of the index's chains, the stretches.
  using Stretches = std::vector<std::vector<Stretch>>;
  Stretches stretches(std::size_t length) const;

  /// columns[c][i] = the distance of chain c of architecture i from chain c of the other's, whose stretches
  /// are given. O(layers) for each pair.
  void distances(const Chains& other, const Stretches& stretches, std::span<double* const> columns) const;

 private:
  /// Those of one length.
  struct Group {
    std::size_t length;
    std::vector<std::size_t> members;
    std::size_t width;                         ///< members, and room until there are whole vectors of them
    std::vector<std::vector<double>> reached;  ///< by chain: layer × width, the distribution functions
  };
  std::vector<Group> groups_;
};

}  // namespace nasg::search
