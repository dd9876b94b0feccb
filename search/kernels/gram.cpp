// SPDX-License-Identifier: Apache-2.0
// Postings, and the normalisation k(a, b) / sqrt(k(a, a) k(b, b)) of each component.
#include "search/kernels/gram.h"

#include <cmath>

namespace nasg::search {
namespace {

Components make_components(const WlShape& shape, Eigen::Index rows, Eigen::Index columns) {
  Components components;
  components.whole.resize(shape.split_whole ? shape.depths[0] + 1 : 1);
  components.folded.resize(shape.depths.size() - 1);
  for (Eigen::MatrixXd& matrix : components.whole) matrix.resize(rows, columns);
  for (Eigen::MatrixXd& matrix : components.folded) matrix.resize(rows, columns);
  return components;
}

/// Writes the normalised products of one candidate with the first `dots.rows()` architectures into `column`.
void fill_column(const FeatureIndex& index, const Features& candidate, const Eigen::MatrixXd& dots,
                 Eigen::Index column, Components& components) {
  const std::size_t whole = components.whole.size();
  for (Eigen::Index i = 0; i < dots.rows(); ++i) {
    double product = 0, own = 0, other = 0;
    for (std::size_t b = 0; b < whole; ++b) {
      product += dots(i, static_cast<Eigen::Index>(b));
      own += candidate.norms[b];
      other += index.norm(b, static_cast<std::size_t>(i));
      components.whole[b](i, column) = product / std::sqrt(own * other);
    }
    for (std::size_t l = 0; l < components.folded.size(); ++l) {
      const std::size_t b = whole + l;
      const double scale = std::sqrt(candidate.norms[b] * index.norm(b, static_cast<std::size_t>(i)));
      components.folded[l](i, column) = dots(i, static_cast<Eigen::Index>(b)) / scale;
    }
  }
}

}  // namespace

void FeatureIndex::add(const Features& features) {
  const auto id = static_cast<std::uint32_t>(size_++);
  for (const Features::Count& entry : features.counts) {
    if (entry.feature >= postings_.size()) postings_.resize(2 * entry.feature + 64);
    postings_[entry.feature].push_back({id, static_cast<float>(entry.count)});
  }
  for (std::size_t b = 0; b < norms_.size(); ++b) norms_[b].push_back(features.norms[b]);
}

void FeatureIndex::dots(const Features& features, Eigen::MatrixXd& out) const {
  out.setZero(static_cast<Eigen::Index>(size_), static_cast<Eigen::Index>(norms_.size()));
  for (std::size_t b = 0; b < norms_.size(); ++b) {
    double* const column = out.data() + b * size_;
    for (std::uint32_t k = features.begin[b]; k < features.begin[b + 1]; ++k) {
      const Features::Count entry = features.counts[k];
      if (entry.feature >= postings_.size()) continue;
      const double count = entry.count;
      for (const Posting& posting : postings_[entry.feature])
        column[posting.architecture] += count * posting.count;
    }
  }
}

Components gram_components(FeatureIndex& index, std::span<const Features> features) {
  const auto n = static_cast<Eigen::Index>(features.size());
  Components components = make_components(index.shape(), n, n);
  Eigen::MatrixXd dots;
  for (Eigen::Index i = 0; i < n; ++i) {
    const Features& own = features[static_cast<std::size_t>(i)];
    index.add(own);
    index.dots(own, dots);
    fill_column(index, own, dots, i, components);
  }
  const auto mirror = [](Eigen::MatrixXd& matrix) {
    matrix.triangularView<Eigen::StrictlyLower>() = matrix.transpose();
  };
  for (Eigen::MatrixXd& matrix : components.whole) mirror(matrix);
  for (Eigen::MatrixXd& matrix : components.folded) mirror(matrix);
  return components;
}

Components cross_components(const FeatureIndex& index, std::span<const Features* const> candidates) {
  const auto n = static_cast<Eigen::Index>(index.size());
  Components components = make_components(index.shape(), n, static_cast<Eigen::Index>(candidates.size()));
  Eigen::MatrixXd dots;
  for (std::size_t j = 0; j < candidates.size(); ++j) {
    index.dots(*candidates[j], dots);
    fill_column(index, *candidates[j], dots, static_cast<Eigen::Index>(j), components);
  }
  return components;
}

}  // namespace nasg::search
