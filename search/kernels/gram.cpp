// SPDX-License-Identifier: Apache-2.0
// The inverted index, and the components that come from its dot products.
#include "search/kernels/gram.h"

#include <algorithm>
#include <cmath>

namespace nasg::search {
namespace {

// The loop that a Gram matrix spends its time in: compiled for each width of vectors, chosen at load.
#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void add_multiple(double* sums, const float* counts, double factor, std::uint32_t size) {
  for (std::uint32_t i = 0; i < size; ++i) sums[i] += factor * static_cast<double>(counts[i]);
}

}  // namespace

// 1. Count who has each feature.
// 2. A feature of a quarter of all or more gets a row of n counts: running through all is quicker than
//    jumping from one to the next. The others get a list each, in one array.
// 3. Fill rows and lists in the order of the architectures.
FeatureIndex::FeatureIndex(const WlShape& shape, std::span<const Features> features)
    : shape_(shape), size_(static_cast<Eigen::Index>(features.size())) {
  std::vector<std::uint32_t> owners;
  for (const Features& own : features)
    for (const Features::Count& entry : own.counts) {
      if (entry.feature >= owners.size()) owners.resize(2 * entry.feature + 64, 0);
      ++owners[entry.feature];
    }
  ranges_.resize(owners.size());
  std::size_t listed = 0, counted = 0;
  for (std::size_t f = 0; f < owners.size(); ++f) {
    const bool many = owners[f] > 8 && 4 * owners[f] >= features.size();
    std::size_t& next = many ? counted : listed;
    const auto begin = static_cast<std::uint32_t>(next);
    ranges_[f] = {begin, begin, many};
    next += many ? features.size() : owners[f];
  }
  postings_.resize(listed);
  counts_.resize(counted, 0);
  for (std::uint32_t i = 0; i < features.size(); ++i)
    for (const Features::Count& entry : features[i].counts) {
      Range& range = ranges_[entry.feature];
      const auto count = static_cast<float>(entry.count);
      if (range.many)
        counts_[range.begin + i] = count;
      else
        postings_[range.end++] = {i, count};
    }

  const std::size_t whole = shape.split_whole ? shape.depths[0] + 1 : 1;
  scales_.assign(whole + shape.depths.size() - 1, Eigen::VectorXd(size_));
  for (Eigen::Index i = 0; i < size_; ++i) {
    double norm = 0;
    for (std::size_t c = 0; c < scales_.size(); ++c) {
      const double block = features[static_cast<std::size_t>(i)].norms[c];
      norm = c < whole ? norm + block : block;
      scales_[c][i] = 1 / std::sqrt(norm);
    }
  }
}

void FeatureIndex::dots(const Features& features, Eigen::Ref<Eigen::MatrixXd> out) const {
  out.setZero();
  const auto rows = static_cast<std::uint32_t>(out.rows());
  for (Eigen::Index b = 0; b < out.cols(); ++b) {
    double* const column = out.col(b).data();
    const auto block = static_cast<std::size_t>(b);
    for (std::uint32_t k = features.begin[block]; k < features.begin[block + 1]; ++k) {
      const Features::Count entry = features.counts[k];
      if (entry.feature >= ranges_.size()) continue;
      const double count = entry.count;
      const Range range = ranges_[entry.feature];
      if (range.many) {
        add_multiple(column, counts_.data() + range.begin, count, rows);
      } else {
        for (std::uint32_t p = range.begin; p < range.end && postings_[p].architecture < rows; ++p)
          column[postings_[p].architecture] += count * postings_[p].count;
      }
    }
  }
}

Components FeatureIndex::make_components(Eigen::Index columns) const {
  Components components;
  components.whole.resize(shape_.split_whole ? shape_.depths[0] + 1 : 1);
  components.folded.resize(shape_.depths.size() - 1);
  for (Eigen::MatrixXd& matrix : components.whole) matrix.setZero(size_, columns);
  for (Eigen::MatrixXd& matrix : components.folded) matrix.setZero(size_, columns);
  return components;
}

/// The first `rows` entries of one column: products scaled by both norms.
void FeatureIndex::fill_column(const Features& candidate, Eigen::Index column, Eigen::Index rows,
                               Components& components) const {
  Eigen::MatrixXd products(rows, static_cast<Eigen::Index>(shape_.blocks()));
  dots(candidate, products);
  const std::size_t whole = components.whole.size();
  double norm = 0;
  for (std::size_t c = 0; c < scales_.size(); ++c) {
    const auto block = static_cast<Eigen::Index>(c);
    const bool adds = c < whole;
    if (adds && c > 0) products.col(block) += products.col(block - 1);
    norm = adds ? norm + candidate.norms[c] : candidate.norms[c];
    Eigen::MatrixXd& matrix = adds ? components.whole[c] : components.folded[c - whole];
    matrix.col(column).head(rows) =
        products.col(block).array() * scales_[c].head(rows).array() / std::sqrt(norm);
  }
}

Components FeatureIndex::gram(std::span<const Features> features) const {
  Components components = make_components(size_);
  for (Eigen::Index i = 0; i < size_; ++i)
    fill_column(features[static_cast<std::size_t>(i)], i, i + 1, components);
  const auto mirror = [](Eigen::MatrixXd& matrix) {
    matrix.triangularView<Eigen::StrictlyLower>() = matrix.transpose();
  };
  for (Eigen::MatrixXd& matrix : components.whole) mirror(matrix);
  for (Eigen::MatrixXd& matrix : components.folded) mirror(matrix);
  return components;
}

Components FeatureIndex::cross(std::span<const Features> candidates) const {
  Components components = make_components(static_cast<Eigen::Index>(candidates.size()));
  for (std::size_t j = 0; j < candidates.size(); ++j)
    fill_column(candidates[j], static_cast<Eigen::Index>(j), size_, components);
  return components;
}

}  // namespace nasg::search
