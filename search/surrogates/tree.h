// SPDX-License-Identifier: Apache-2.0
// A regression tree, grown on a bootstrap sample.
#pragma once

#include <span>
#include <vector>

#include "runtime/derivation/rng.h"
#include "search/surrogates/encoded_rows.h"

namespace nasg::search {

/// What trees are grown on.
class TreeData {
 public:
  TreeData(Rows rows, Eigen::VectorXd targets);

  struct Entry {
    Eigen::Index row;
    float value;
  };
  Eigen::Index rows() const { return rows_.rows(); }
  Eigen::Index columns() const { return rows_.cols(); }
  float at(Eigen::Index row, Eigen::Index column) const { return rows_(row, column); }
  double target(Eigen::Index row) const { return targets_[row]; }
  const Eigen::VectorXd& targets() const { return targets_; }
  /// What is not 0 in a column, by value, of equal values by row. Most of an encoding is 0.
  std::span<const Entry> entries(Eigen::Index column) const {
    const auto at = static_cast<std::size_t>(column);
    return {entries_.data() + begin_[at], begin_[at + 1] - begin_[at]};
  }

 private:
  Rows rows_;
  Eigen::VectorXd targets_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> begin_;  ///< by column
};

class Tree {
 public:
  /// A split is the best of a third of the columns, drawn anew, by the sum of squares that it leaves, until
  /// fewer than twice `leaf` rows are left. A column costs its entries, or the rows of the node in their
  /// order, whichever is less.
  Tree(const TreeData& data, std::size_t leaf, derivation::Rng rng);

  struct Leaf {
    double mean;
    double variance;
  };
  Leaf leaf_of(const Rows& rows, Eigen::Index row) const;

 private:
  struct Node {
    std::uint32_t left = 0;  ///< the right child stands behind it; 0: a leaf
    Eigen::Index column = 0;
    float threshold = 0;
    Leaf leaf = {};
  };
  class Grower;
  std::vector<Node> nodes_;
};

}  // namespace nasg::search
