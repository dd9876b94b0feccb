// SPDX-License-Identifier: Apache-2.0
// Trees in flat arrays, grown with an explicit stack.
#include "search/surrogates/forest.h"

#include <algorithm>
#include <numeric>

#include "search/kernels/parallel.h"
#include "search/surrogates/encoded_rows.h"

namespace nasg::search {
namespace {

using Eigen::Index;

struct Data {
  Rows rows;
  Eigen::VectorXd targets;
};

class Tree {
 public:
  Tree(const Data& data, std::size_t leaf, derivation::Rng rng) : data_(data), leaf_(leaf), rng_(rng) {
    const auto count = static_cast<std::uint64_t>(data.targets.size());
    for (std::uint64_t i = 0; i < count; ++i) members_.push_back(static_cast<Index>(rng_.below(count)));
    nodes_.push_back({});
    std::vector<Part> open = {{0, 0, members_.size()}};
    while (!open.empty()) {
      const Part part = open.back();
      open.pop_back();
      grow(part, open);
    }
  }

  struct Leaf {
    double mean;
    double variance;
  };
  Leaf leaf_of(const Rows& rows, Index row) const {
    std::uint32_t at = 0;
    while (nodes_[at].left != 0) at = nodes_[at].left + (rows(row, nodes_[at].column) > nodes_[at].threshold);
    return nodes_[at].leaf;
  }

 private:
  struct Node {
    std::uint32_t left = 0;  ///< the right child stands behind it; 0: a leaf
    Index column = 0;
    float threshold = 0;
    Leaf leaf = {};
  };
  struct Part {
    std::uint32_t node;
    std::size_t begin, end;  ///< of the members
  };
  struct Split {
    Index column = -1;
    float threshold = 0;
    double gain = 1e-12;
  };

  void grow(const Part& part, std::vector<Part>& open) {
    const std::span<Index> members(members_.data() + part.begin, part.end - part.begin);
    const auto count = static_cast<double>(members.size());
    double sum = 0, squares = 0;
    for (const Index i : members) {
      sum += data_.targets[i];
      squares += data_.targets[i] * data_.targets[i];
    }
    nodes_[part.node].leaf = {sum / count, std::max(squares / count - sum * sum / (count * count), 0.0)};
    if (members.size() < 2 * leaf_) return;
    Split best;
    const Index tried = std::max<Index>(1, data_.rows.cols() / 3);
    for (Index i = 0; i < tried; ++i)
      try_column(static_cast<Index>(rng_.below(static_cast<std::uint64_t>(data_.rows.cols()))), members, sum,
                 best);
    if (best.column < 0) return;
    const auto middle = std::stable_partition(members.begin(), members.end(), [&](Index i) {
      return data_.rows(i, best.column) <= best.threshold;
    });
    const std::size_t cut = part.begin + static_cast<std::size_t>(middle - members.begin());
    const auto left = static_cast<std::uint32_t>(nodes_.size());
    nodes_.resize(nodes_.size() + 2);
    Node& node = nodes_[part.node];
    node.left = left;
    node.column = best.column;
    node.threshold = best.threshold;
    open.push_back({left, part.begin, cut});
    open.push_back({left + 1, cut, part.end});
  }

  /// The best cut between two values: it leaves the least squares where Σ² / n of both sides is greatest.
  void try_column(Index column, std::span<const Index> members, double sum, Split& best) {
    order_.assign(members.begin(), members.end());
    std::ranges::stable_sort(order_, {}, [&](Index i) { return data_.rows(i, column); });
    const auto count = static_cast<double>(order_.size());
    double below = 0;
    for (std::size_t i = 1; i < order_.size(); ++i) {
      below += data_.targets[order_[i - 1]];
      const float low = data_.rows(order_[i - 1], column), high = data_.rows(order_[i], column);
      if (low == high || i < leaf_ || order_.size() - i < leaf_) continue;
      const auto left = static_cast<double>(i);
      const double above = sum - below;
      const double gain = below * below / left + above * above / (count - left) - sum * sum / count;
      if (gain > best.gain) best = {column, 0.5F * (low + high), gain};
    }
  }

  const Data& data_;
  std::size_t leaf_;
  derivation::Rng rng_;
  std::vector<Index> members_;
  std::vector<Index> order_;
  std::vector<Node> nodes_;
};

class Forest final : public Surrogate {
 public:
  Forest(std::unique_ptr<Encoding> encoding, std::size_t trees, std::size_t leaf, Warp warp)
      : encoding_(std::move(encoding)), count_(trees), leaf_(leaf), warp_(warp) {}

  diag::Status fit(const Trials& trials, derivation::Rng rng) override {
    encode_.emplace(*encoding_, trials.derivations);
    data_ = {(*encode_)(trials.derivations), make_targets(trials.scores, warp_)};
    std::vector<std::optional<Tree>> grown(count_);
    Pieces pieces(count_, 1);
    pieces.run(0, [&] {
      while (const Pieces::Piece piece = pieces.next())
        grown[piece.begin].emplace(data_, leaf_, rng.fork(piece.begin));
    });
    trees_.clear();
    for (std::optional<Tree>& tree : grown) trees_.push_back(*std::move(tree));
    return diag::success();
  }
  const Eigen::VectorXd& targets() const override { return data_.targets; }
  Prediction predict(std::span<const derivation::Derivation> candidates) const override {
    const Rows rows = (*encode_)(candidates);
    const auto count = static_cast<double>(trees_.size());
    Prediction prediction{Eigen::VectorXd::Zero(rows.rows()), Eigen::VectorXd::Zero(rows.rows())};
    for (Index row = 0; row < rows.rows(); ++row) {
      double sum = 0, squares = 0, within = 0;
      for (const Tree& tree : trees_) {
        const Tree::Leaf leaf = tree.leaf_of(rows, row);
        sum += leaf.mean;
        squares += leaf.mean * leaf.mean;
        within += leaf.variance;
      }
      prediction.mean[row] = sum / count;
      prediction.variance[row] =
          std::max(squares / count - sum * sum / (count * count), 0.0) + within / count;
    }
    return prediction;
  }
  std::string text() const override {
    return std::to_string(trees_.size()) + " trees over " + std::to_string(data_.rows.cols()) + " columns";
  }

 private:
  std::unique_ptr<Encoding> encoding_;
  std::size_t count_;
  std::size_t leaf_;
  Warp warp_;
  std::optional<EncodedRows> encode_;
  Data data_;  ///< the trees refer to it
  std::vector<Tree> trees_;
};

}  // namespace

diag::Result<std::unique_ptr<Surrogate>> make_forest(const ir::Setting& setting, const ir::Space& space) {
  ir::SettingReader reader(setting);
  diag::Result<std::unique_ptr<Encoding>> encoding = read_encoding(reader, setting, space);
  if (!encoding) return encoding.error();
  const std::int64_t trees = reader.integer("trees", 100), leaf = reader.integer("leaf", 2);
  if (trees < 1 || trees > 10000) reader.refuse("trees", "must be from 1 to 10000");
  if (leaf < 1) reader.refuse("leaf", "must be 1 or more");
  const Warp warp = read_target(reader);
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return std::unique_ptr<Surrogate>(std::make_unique<Forest>(
      *std::move(encoding), static_cast<std::size_t>(trees), static_cast<std::size_t>(leaf), warp));
}

}  // namespace nasg::search
