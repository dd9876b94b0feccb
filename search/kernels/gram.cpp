// SPDX-License-Identifier: Apache-2.0
// The inverted index, and the components that come from its dot products.
#include "search/kernels/gram.h"

#include <algorithm>
#include <cmath>

#include "search/kernels/parallel.h"

namespace nasg::search {
namespace {

/// Blocks are made side by side, unless there is too little in them.
template <class Make>
std::vector<BlockIndex> make_blocks(std::size_t count, std::size_t architectures, unsigned threads,
                                    const Make& make) {
  constexpr std::size_t kWorthThreads = 16;
  std::vector<BlockIndex> blocks(count);
  Pieces pieces(count, 1);
  pieces.run(architectures < kWorthThreads ? 1 : threads, [&] {
    while (const Pieces::Piece piece = pieces.next()) blocks[piece.begin] = make(piece.begin);
  });
  return blocks;
}

}  // namespace

FeatureIndex::FeatureIndex(const WlShape& shape, std::span<const Features> features, unsigned threads)
    : shape_(shape),
      blocks_(make_blocks(shape.blocks(), features.size(), threads,
                          [&](std::size_t block) { return BlockIndex(features, block); })),
      roots_(wholes() + static_cast<Eigen::Index>(shape.depths.size()) - 1,
             static_cast<Eigen::Index>(features.size())) {
  for (Eigen::Index i = 0; i < size(); ++i) roots_.col(i) = roots_of(features[static_cast<std::size_t>(i)]);
}

FeatureIndex::FeatureIndex(const WlShape& shape, std::vector<BlockIndex> blocks, Eigen::MatrixXd roots)
    : shape_(shape), blocks_(std::move(blocks)), roots_(std::move(roots)) {}

FeatureIndex FeatureIndex::among(std::span<const std::size_t> members, unsigned threads) const {
  const std::vector<Eigen::Index> columns(members.begin(), members.end());
  return {shape_,
          make_blocks(blocks_.size(), members.size(), threads,
                      [&](std::size_t block) { return blocks_[block].among(members); }),
          roots_(Eigen::all, columns)};
}

/// By component: sqrt(k(a, a)).
Eigen::VectorXd FeatureIndex::roots_of(const Features& features) const {
  Eigen::VectorXd norms = Eigen::Map<const Eigen::VectorXd>(features.norms.data(), roots_.rows());
  for (Eigen::Index c = 1; c < wholes(); ++c) norms[c] += norms[c - 1];
  return norms.cwiseSqrt();
}

void FeatureIndex::dots(const Features& features, Eigen::Ref<Eigen::MatrixXd> out) const {
  out.setZero();
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    blocks_[b].add(features.block(b), static_cast<std::uint32_t>(out.rows()),
                   out.col(static_cast<Eigen::Index>(b)).data());
}

/// Whether some component with a weight has a part in the block.
bool FeatureIndex::counts(std::size_t block, const Eigen::VectorXd& weights) const {
  const auto b = static_cast<Eigen::Index>(block);
  return (weights.segment(b, std::max<Eigen::Index>(wholes() - b, 1)).array() != 0).any();
}

/// Works out the similarities of 0 … count-1 with the first `rows(i)` architectures: `add(i, block, rows,
/// sums)` adds dot products, `roots(i)` is what they are scaled by. Column c holds component c. Hands them
/// on.
template <class Rows, class Add, class Roots, class Use>
void FeatureIndex::for_columns(std::size_t count, const Rows& rows, const Add& add, const Roots& roots,
                               const Eigen::VectorXd& weights, unsigned threads, const Use& use) const {
  constexpr std::size_t kGrain = 8;
  const Eigen::MatrixXd scales = roots_.transpose().cwiseInverse();
  Pieces pieces(count, kGrain);
  pieces.run(threads, [&] {
    Eigen::MatrixXd columns(size(), scales.cols());
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t i = piece.begin; i < piece.end; ++i) {
        auto similar = columns.topRows(rows(i));
        similar.setZero();
        for (std::size_t b = 0; b < blocks_.size(); ++b)
          if (counts(b, weights))
            add(i, b, static_cast<std::uint32_t>(rows(i)), similar.col(static_cast<Eigen::Index>(b)).data());
        for (Eigen::Index c = 1; c < wholes(); ++c) similar.col(c) += similar.col(c - 1);
        const Eigen::VectorXd own = roots(i);
        for (Eigen::Index c = 0; c < similar.cols(); ++c)
          if (weights[c] != 0) similar.col(c).array() *= scales.col(c).head(similar.rows()).array() / own[c];
        use(static_cast<Eigen::Index>(i), similar);
      }
  });
}

/// Of each of the architectures with those before it.
template <class Use>
void FeatureIndex::for_own(const Eigen::VectorXd& weights, unsigned threads, const Use& use) const {
  const auto rows = [](std::size_t i) { return static_cast<Eigen::Index>(i); };
  const auto add = [this](std::size_t i, std::size_t block, std::uint32_t before, double* sums) {
    blocks_[block].add_own(i, before, sums);
  };
  const auto roots = [this](std::size_t i) { return roots_.col(static_cast<Eigen::Index>(i)); };
  for_columns(static_cast<std::size_t>(size()), rows, add, roots, weights, threads, use);
}

namespace {

/// What is above the diagonal comes to stand below it too, a tile at a time: a whole column of a large
/// matrix, read along a row, would be a miss of the cache for each of its numbers.
void mirror(Eigen::MatrixXd& matrix, double diagonal) {
  constexpr Eigen::Index kTile = 32;
  const Eigen::Index n = matrix.rows();
  for (Eigen::Index at = 0; at < n; at += kTile) {
    const Eigen::Index width = std::min(kTile, n - at);
    auto own = matrix.block(at, at, width, width);
    own.triangularView<Eigen::StrictlyLower>() = own.transpose();
    for (Eigen::Index below = at + width; below < n; below += kTile) {
      const Eigen::Index height = std::min(kTile, n - below);
      matrix.block(below, at, height, width) = matrix.block(at, below, width, height).transpose();
    }
  }
  matrix.diagonal().setConstant(diagonal);
}

/// `sum` = the similarities with the weights of their components. Those without one are not looked at.
template <class Similar>
void weighted(const Similar& similar, const Eigen::VectorXd& weights, Eigen::Ref<Eigen::VectorXd> sum) {
  sum.setZero();
  for (Eigen::Index c = 0; c < weights.size(); ++c)
    if (weights[c] != 0) sum += weights[c] * similar.col(c);
}

}  // namespace

Components FeatureIndex::gram(unsigned threads) const {
  const auto whole = static_cast<std::size_t>(wholes());
  Components made;
  made.whole.assign(whole, Eigen::MatrixXd(size(), size()));
  made.folded.assign(shape_.depths.size() - 1, Eigen::MatrixXd(size(), size()));
  for_own(Eigen::VectorXd::Ones(roots_.rows()), threads, [&](Eigen::Index i, const auto& similar) {
    for (Eigen::Index c = 0; c < similar.cols(); ++c) {
      const auto at = static_cast<std::size_t>(c);
      Eigen::MatrixXd& matrix = at < whole ? made.whole[at] : made.folded[at - whole];
      matrix.col(i).head(i) = similar.col(c);
    }
  });
  for (Eigen::MatrixXd& matrix : made.whole) mirror(matrix, 1);
  for (Eigen::MatrixXd& matrix : made.folded) mirror(matrix, 1);
  return made;
}

Eigen::MatrixXd FeatureIndex::gram_sum(const Eigen::VectorXd& weights, unsigned threads) const {
  Eigen::MatrixXd sum(size(), size());
  for_own(weights, threads,
          [&](Eigen::Index i, const auto& similar) { weighted(similar, weights, sum.col(i).head(i)); });
  mirror(sum, weights.sum());
  return sum;
}

Eigen::MatrixXd FeatureIndex::cross_sum(std::span<const Features> candidates, const Eigen::VectorXd& weights,
                                        unsigned threads) const {
  const auto rows = [this](std::size_t) { return size(); };
  const auto add = [&](std::size_t j, std::size_t block, std::uint32_t all, double* sums) {
    blocks_[block].add(candidates[j].block(block), all, sums);
  };
  const auto roots = [&](std::size_t j) { return roots_of(candidates[j]); };
  Eigen::MatrixXd sum(size(), static_cast<Eigen::Index>(candidates.size()));
  for_columns(candidates.size(), rows, add, roots, weights, threads,
              [&](Eigen::Index i, const auto& similar) { weighted(similar, weights, sum.col(i)); });
  return sum;
}

}  // namespace nasg::search
