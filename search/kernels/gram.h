// SPDX-License-Identifier: Apache-2.0
// Gram matrices from sparse features, through an inverted index.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "search/kernels/features.h"

namespace nasg::search {

/// The cosine-normalised components k(a, b) / sqrt(k(a, a) k(b, b)) of a kernel, one matrix a graph; where
/// the whole graph's iterations are apart, one for that graph at each depth.
struct Components {
  std::vector<Eigen::MatrixXd> whole;   ///< at depth 0, 1, …, or at its one depth
  std::vector<Eigen::MatrixXd> folded;  ///< by level
};

/// The features of n architectures, by feature: gives dot products with all of them at once.
class FeatureIndex {
 public:
  FeatureIndex(const WlShape& shape, std::span<const Features> features);

  Eigen::Index size() const { return size_; }

  /// Column b: the dot products of block b with the first `out.rows()` architectures. `out` has a column for
  /// each block. Cost: for each feature the number of architectures that have it.
  void dots(const Features& features, Eigen::Ref<Eigen::MatrixXd> out) const;

  /// n × n, for the features that the index was made of. Unit diagonals, positive semidefinite.
  Components gram(std::span<const Features> features) const;
  /// n × m. The whole graph's components deeper than the candidates were extracted mean nothing.
  Components cross(std::span<const Features> candidates) const;

 private:
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
  Components make_components(Eigen::Index columns) const;
  void fill_column(const Features& candidate, Eigen::Index column, Eigen::Index rows,
                   Components& components) const;

  WlShape shape_;
  Eigen::Index size_;
  std::vector<Range> ranges_;  ///< by feature
  std::vector<Posting> postings_;
  std::vector<float> counts_;
  std::vector<Eigen::VectorXd> scales_;  ///< by component, the whole graph's first: 1 / sqrt(k(a, a))
};

}  // namespace nasg::search
