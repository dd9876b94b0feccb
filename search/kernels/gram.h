// SPDX-License-Identifier: Apache-2.0
// Gram matrices from sparse features, through an inverted index.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "search/kernels/features.h"
#include "search/kernels/interner.h"

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
  FeatureIndex(const WlShape& shape, std::span<const Features> features);
  /// Of some of its architectures, among themselves: their features have their numbers already.
  FeatureIndex among(std::span<const std::size_t> members) const;

  Eigen::Index size() const { return size_; }

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
  struct Entry {
    std::uint32_t feature;
    std::uint32_t count;
  };
  /// The features of one architecture that the index knows.
  struct Known {
    std::vector<Entry> entries;
    std::vector<std::uint32_t> begin;  ///< by block
    std::vector<double> norms;         ///< by component, those of the whole graph first: sqrt(k(a, a))
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
  explicit FeatureIndex(const WlShape& shape) : shape_(shape) {}
  std::size_t wholes() const { return shape_.split_whole ? shape_.depths[0] + 1 : 1; }
  template <class Number>
  Known know(const Features& features, Number&& number) const;
  void fill_index(std::size_t features);
  void dots(const Known& known, const Eigen::VectorXd& weights, Eigen::Ref<Eigen::MatrixXd> out) const;
  template <class KnownOf, class Use>
  void for_columns(std::size_t count, const KnownOf& known_of, bool triangle, const Eigen::VectorXd& weights,
                   unsigned threads, const Use& use) const;

  WlShape shape_;
  Eigen::Index size_;
  Interner number_;
  std::vector<Known> own_;     ///< by architecture, without what no other has
  std::vector<Range> ranges_;  ///< by feature
  std::vector<Posting> postings_;
  std::vector<float> counts_;
  Eigen::MatrixXd scales_;  ///< by component: 1 / sqrt(k(a, a))
};

}  // namespace nasg::search
