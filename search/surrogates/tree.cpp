// SPDX-License-Identifier: Apache-2.0
// Trees in flat arrays, grown with an explicit stack.
#include "search/surrogates/tree.h"

#include <algorithm>

namespace nasg::search {

using Eigen::Index;

TreeData::TreeData(Rows rows, Eigen::VectorXd targets)
    : rows_(std::move(rows)), targets_(std::move(targets)), begin_{0} {
  for (Index column = 0; column < rows_.cols(); ++column) {
    for (Index row = 0; row < rows_.rows(); ++row)
      if (rows_(row, column) != 0) entries_.push_back({row, rows_(row, column)});
    std::stable_sort(entries_.begin() + static_cast<std::ptrdiff_t>(begin_.back()), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.value < b.value; });
    begin_.push_back(entries_.size());
  }
}

/// Rows that were drawn several times are there once, with a weight.
class Tree::Grower {
 public:
  Grower(const TreeData& data, std::size_t leaf, derivation::Rng rng, std::vector<Node>& nodes)
      : data_(data),
        leaf_(static_cast<double>(leaf)),
        rng_(rng),
        nodes_(nodes),
        weights_(static_cast<std::size_t>(data.rows()), 0),
        node_of_(weights_.size(), 0) {
    for (Index i = 0; i < data.rows(); ++i) ++weights_[rng_.below(weights_.size())];
    for (Index i = 0; i < data.rows(); ++i)
      if (weight(i) > 0) members_.push_back(i);
    nodes_.push_back({});
    std::vector<Part> open = {{0, 0, members_.size()}};
    while (!open.empty()) {
      const Part part = open.back();
      open.pop_back();
      grow(part, open);
    }
  }

 private:
  struct Part {
    std::uint32_t node;
    std::size_t begin, end;  ///< of the members
  };
  struct Group {
    double weight = 0;
    double sum = 0;  ///< of the targets
  };
  struct Split {
    Index column = -1;
    float threshold = 0;
    double gain = 1e-12;
  };
  /// Goes through a column's values, ascending, and looks at the cuts between them: the one that leaves the
  /// least squares is where Σ² / n of both sides is greatest.
  class Sweep {
   public:
    Sweep(Index column, Group all, double leaf, Split& best)
        : column_(column), all_(all), leaf_(leaf), best_(best) {}
    void take(float value, Group group) {
      if (group.weight == 0) return;
      const Group above{all_.weight - below_.weight, all_.sum - below_.sum};
      if (value != last_ && below_.weight >= leaf_ && above.weight >= leaf_) {
        const double gain = below_.sum * below_.sum / below_.weight + above.sum * above.sum / above.weight -
                            all_.sum * all_.sum / all_.weight;
        if (gain > best_.gain) best_ = {column_, 0.5F * (last_ + value), gain};
      }
      below_.weight += group.weight;
      below_.sum += group.sum;
      last_ = value;
    }

   private:
    Index column_;
    Group all_, below_;
    double leaf_;
    Split& best_;
    float last_ = 0;
  };

  double weight(Index row) const { return weights_[static_cast<std::size_t>(row)]; }
  Group group(Index row) const { return {weight(row), weight(row) * data_.target(row)}; }

  void grow(const Part& part, std::vector<Part>& open) {
    const std::span<Index> members(members_.data() + part.begin, part.end - part.begin);
    Group all;
    double squares = 0;
    for (const Index i : members) {
      all.weight += weight(i);
      all.sum += weight(i) * data_.target(i);
      squares += weight(i) * data_.target(i) * data_.target(i);
    }
    const double mean = all.sum / all.weight;
    nodes_[part.node].leaf = {mean, std::max(squares / all.weight - mean * mean, 0.0)};
    if (all.weight < 2 * leaf_) return;
    Split best;
    for (Index i = std::max<Index>(1, data_.columns() / 3); i > 0; --i)
      try_column(static_cast<Index>(rng_.below(static_cast<std::uint64_t>(data_.columns()))), part.node,
                 members, all, best);
    if (best.column < 0) return;
    const auto middle = std::stable_partition(
        members.begin(), members.end(), [&](Index i) { return data_.at(i, best.column) <= best.threshold; });
    const std::size_t cut = part.begin + static_cast<std::size_t>(middle - members.begin());
    const auto left = static_cast<std::uint32_t>(nodes_.size());
    nodes_.resize(nodes_.size() + 2);
    Node& node = nodes_[part.node];
    node.left = left;
    node.column = best.column;
    node.threshold = best.threshold;
    open.push_back({left, part.begin, cut});
    open.push_back({left + 1, cut, part.end});
    for (std::size_t i = part.begin; i < part.end; ++i)
      node_of_[static_cast<std::size_t>(members_[i])] = i < cut ? left : left + 1;
  }

  void try_column(Index column, std::uint32_t node, std::span<const Index> members, Group all, Split& best) {
    constexpr std::size_t kStepsOfSorting = 8;  // that an entry is worth
    const std::span<const TreeData::Entry> entries = data_.entries(column);
    Sweep sweep(column, all, leaf_, best);
    if (entries.size() > kStepsOfSorting * members.size()) {
      order_.assign(members.begin(), members.end());
      std::ranges::stable_sort(order_, {}, [&](Index i) { return data_.at(i, column); });
      for (const Index i : order_) sweep.take(data_.at(i, column), group(i));
      return;
    }
    Group zeros = all;
    here_.clear();
    for (const TreeData::Entry& entry : entries) {
      const Group own = group(entry.row);
      if (own.weight == 0 || node_of_[static_cast<std::size_t>(entry.row)] != node) continue;
      zeros.weight -= own.weight;
      zeros.sum -= own.sum;
      here_.push_back(entry);
    }
    if (here_.empty()) return;
    bool before_zeros = true;
    for (const TreeData::Entry& entry : here_) {
      if (before_zeros && entry.value > 0) sweep.take(0, zeros);
      before_zeros = before_zeros && entry.value < 0;
      sweep.take(entry.value, group(entry.row));
    }
    if (before_zeros) sweep.take(0, zeros);
  }

  const TreeData& data_;
  double leaf_;
  derivation::Rng rng_;
  std::vector<Node>& nodes_;
  std::vector<double> weights_;         ///< by row: how often it was drawn
  std::vector<std::uint32_t> node_of_;  ///< by row
  std::vector<Index> members_;
  std::vector<Index> order_;
  std::vector<TreeData::Entry> here_;
};

Tree::Tree(const TreeData& data, std::size_t leaf, derivation::Rng rng) {
  Grower(data, leaf, rng, nodes_);
}

Tree::Leaf Tree::leaf_of(const Rows& rows, Index row) const {
  std::uint32_t at = 0;
  while (nodes_[at].left != 0) at = nodes_[at].left + (rows(row, nodes_[at].column) > nodes_[at].threshold);
  return nodes_[at].leaf;
}

}  // namespace nasg::search
