// SPDX-License-Identifier: Apache-2.0
// Gram matrices from sparse features, through an inverted index.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "search/kernels/block_index.h"
#include "search/kernels/features.h"

namespace nasg::search {

/// The cosine-normalised components k(a, b) / sqrt(k(a, a) k(b, b)) of a kernel, one matrix a graph; where
/// the whole graph's iterations are apart, one for that graph at each depth.
struct Components {
  std::vector<Eigen::MatrixXd> whole;   ///< at depth 0, 1, …, or at its one depth
  std::vector<Eigen::MatrixXd> folded;  ///< by level
};

/// The features of n architectures, by feature: gives dot products with all of them at once. Counts are whole
/// numbers and so are their products, so that every sum is exact, in any order and on any number of threads
/// (`threads` = 0: as many as the machine runs at once).
class FeatureIndex {
 public:
  FeatureIndex(const WlShape& shape, std::span<const Features> features, unsigned threads = 0);
  /// Of some of its architectures, among themselves: their features have their numbers already.
  FeatureIndex among(std::span<const std::size_t> members, unsigned threads = 0) const;

  Eigen::Index size() const { return roots_.cols(); }

  /// Column b: the dot products of block b with the first `out.rows()` architectures. `out` has a column for
  /// each block. Cost: for each feature the number of architectures that have it.
  void dots(const Features& features, Eigen::Ref<Eigen::MatrixXd> out) const;

  /// n × n, of the architectures that the index was made of. Unit diagonals, positive semidefinite.
  Components gram(unsigned threads = 0) const;
  /// The same, summed with a weight for each component, those of the whole graph first.
  Eigen::MatrixXd gram_sum(const Eigen::VectorXd& weights, unsigned threads = 0) const;
  /// n × m, summed likewise. Components without a weight need no features of the candidates.
  Eigen::MatrixXd cross_sum(std::span<const Features> candidates, const Eigen::VectorXd& weights,
                            unsigned threads = 0) const;

 private:
  FeatureIndex(const WlShape& shape, std::vector<BlockIndex> blocks, Eigen::MatrixXd roots);
  Eigen::Index wholes() const { return shape_.split_whole ? shape_.depths[0] + 1 : 1; }
  Eigen::VectorXd roots_of(const Features& features) const;
  bool counts(std::size_t block, const Eigen::VectorXd& weights) const;
  template <class Rows, class Add, class Roots, class Use>
  void for_columns(std::size_t count, const Rows& rows, const Add& add, const Roots& roots,
                   const Eigen::VectorXd& weights, unsigned threads, const Use& use) const;
  template <class Use>
  void for_own(const Eigen::VectorXd& weights, unsigned threads, const Use& use) const;

  WlShape shape_;
  std::vector<BlockIndex> blocks_;
  Eigen::MatrixXd roots_;  ///< by component, those of the whole graph first, and architecture: sqrt(k(a, a))
};

}  // namespace nasg::search
