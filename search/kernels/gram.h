// SPDX-License-Identifier: Apache-2.0
// Gram matrices from sparse features, through an inverted index.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "search/kernels/features.h"

namespace nasg::search {

/// Keeps architectures by their features and gives dot products with all of them at once.
class FeatureIndex {
 public:
  explicit FeatureIndex(const WlShape& shape) : shape_(shape), norms_(shape.blocks()) {}

  void add(const Features& features);
  std::size_t size() const { return size_; }

  /// Column b: the dot products of block b with every architecture in the index, in the order of `add`.
  /// Cost: for each feature, the number of architectures that have it.
  void dots(const Features& features, Eigen::MatrixXd& out) const;

  const WlShape& shape() const { return shape_; }
  /// The dot product of architecture i's block with itself.
  double norm(std::size_t block, std::size_t i) const { return norms_[block][i]; }

 private:
  struct Posting {
    std::uint32_t architecture;
    float count;
  };
  WlShape shape_;
  std::size_t size_ = 0;
  std::vector<std::vector<Posting>> postings_;  ///< by feature
  std::vector<std::vector<double>> norms_;      ///< by block
};

/// The cosine-normalised components of a kernel, one matrix a graph, plus, where the whole graph's iterations
/// are apart, that graph at each depth.
struct Components {
  std::vector<Eigen::MatrixXd> whole;   ///< the whole graph at depth 0, 1, … (or at its one depth)
  std::vector<Eigen::MatrixXd> folded;  ///< by level
};

/// n × n, of the architectures in the order given. Unit diagonals, positive semidefinite.
Components gram_components(FeatureIndex& index, std::span<const Features> features);
/// size of index × m, rows as the index has them.
Components cross_components(const FeatureIndex& index, std::span<const Features* const> candidates);

}  // namespace nasg::search
