// SPDX-License-Identifier: Apache-2.0
// The inverted index, and the components that come from its dot products.
#include "search/kernels/gram.h"

#include <algorithm>
#include <cmath>

#include "search/kernels/parallel.h"

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

FeatureIndex::FeatureIndex(const WlShape& shape, std::span<const Features> features)
    : shape_(shape), size_(static_cast<Eigen::Index>(features.size())) {
  std::size_t entries = 0;
  for (const Features& own : features) entries += own.counts.size();
  number_.reset(entries / 2);
  for (const Features& own : features)
    for (const Features::Count& entry : own.counts) number_(entry.label);
  for (const Features& own : features) own_.push_back(know(own));
  fill_index();
  scales_.resize(size_, static_cast<Eigen::Index>(wholes() + shape.depths.size() - 1));
  for (Eigen::Index i = 0; i < size_; ++i)
    for (Eigen::Index c = 0; c < scales_.cols(); ++c)
      scales_(i, c) = 1 / own_[static_cast<std::size_t>(i)].norms[static_cast<std::size_t>(c)];
}

FeatureIndex::Known FeatureIndex::know(const Features& features) const {
  Known known;
  known.entries.reserve(features.counts.size());
  for (std::size_t b = 0; b < shape_.blocks(); ++b) {
    known.begin.push_back(static_cast<std::uint32_t>(known.entries.size()));
    for (std::uint32_t k = features.begin[b]; k < features.begin[b + 1]; ++k) {
      const std::uint32_t feature = number_.find(features.counts[k].label);
      if (feature != Interner::kUnknown) known.entries.push_back({feature, features.counts[k].count});
    }
  }
  known.begin.push_back(static_cast<std::uint32_t>(known.entries.size()));
  double norm = 0;
  for (std::size_t c = 0; c < shape_.blocks(); ++c) {
    norm = c < wholes() ? norm + features.norms[c] : features.norms[c];
    known.norms.push_back(std::sqrt(norm));
  }
  return known;
}

// 1. Count who has each feature.
// 2. A feature of a quarter of all or more gets a row of n counts: running through all is quicker than
//    jumping from one to the next. The others get a list each, in one array.
// 3. Fill rows and lists in the order of the architectures.
void FeatureIndex::fill_index() {
  std::vector<std::uint32_t> owners(number_.size(), 0);
  for (const Known& own : own_)
    for (const Entry& entry : own.entries) ++owners[entry.feature];
  ranges_.resize(owners.size());
  std::size_t listed = 0, counted = 0;
  for (std::size_t f = 0; f < owners.size(); ++f) {
    const bool many = owners[f] > 8 && 4 * owners[f] >= own_.size();
    std::size_t& next = many ? counted : listed;
    const auto begin = static_cast<std::uint32_t>(next);
    ranges_[f] = {begin, begin, many};
    next += many ? own_.size() : owners[f];
  }
  postings_.resize(listed);
  counts_.resize(counted, 0);
  for (std::uint32_t i = 0; i < own_.size(); ++i)
    for (const Entry& entry : own_[i].entries) {
      Range& range = ranges_[entry.feature];
      const auto count = static_cast<float>(entry.count);
      if (range.many)
        counts_[range.begin + i] = count;
      else
        postings_[range.end++] = {i, count};
    }
}

void FeatureIndex::dots(const Features& features, Eigen::Ref<Eigen::MatrixXd> out) const {
  dots(know(features), out);
}

void FeatureIndex::dots(const Known& known, Eigen::Ref<Eigen::MatrixXd> out) const {
  out.setZero();
  const auto rows = static_cast<std::uint32_t>(out.rows());
  for (Eigen::Index b = 0; b < out.cols(); ++b) {
    double* const column = out.col(b).data();
    const auto block = static_cast<std::size_t>(b);
    for (std::uint32_t k = known.begin[block]; k < known.begin[block + 1]; ++k) {
      const double count = known.entries[k].count;
      const Range range = ranges_[known.entries[k].feature];
      if (range.many) {
        add_multiple(column, counts_.data() + range.begin, count, rows);
      } else {
        for (std::uint32_t p = range.begin; p < range.end && postings_[p].architecture < rows; ++p)
          column[postings_[p].architecture] += count * postings_[p].count;
      }
    }
  }
}

/// Column c: component c with the first `out.rows()` architectures, products scaled by both norms.
void FeatureIndex::similarities(const Known& known, Eigen::Ref<Eigen::MatrixXd> out) const {
  dots(known, out);
  for (Eigen::Index c = 1; c < static_cast<Eigen::Index>(wholes()); ++c) out.col(c) += out.col(c - 1);
  for (Eigen::Index c = 0; c < out.cols(); ++c)
    out.col(c).array() *= scales_.col(c).head(out.rows()).array() / known.norms[static_cast<std::size_t>(c)];
}

/// Works out the similarities of each of `known` (with the first i + 1 architectures if `triangle`, else with
/// all), and hands them on, by column.
template <class Use>
void FeatureIndex::for_columns(std::span<const Known> known, bool triangle, unsigned threads,
                               const Use& use) const {
  constexpr std::size_t kGrain = 8;
  Pieces pieces(known.size(), kGrain);
  pieces.run(threads, [&] {
    Eigen::MatrixXd columns(size_, scales_.cols());
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t i = piece.begin; i < piece.end; ++i) {
        const Eigen::Index rows = triangle ? static_cast<Eigen::Index>(i) + 1 : size_;
        similarities(known[i], columns.topRows(rows));
        use(static_cast<Eigen::Index>(i), columns.topRows(rows));
      }
  });
}

namespace {

void mirror(Eigen::MatrixXd& matrix) {
  matrix.triangularView<Eigen::StrictlyLower>() = matrix.transpose();
}

}  // namespace

Components FeatureIndex::components(std::span<const Known> known, bool triangle, unsigned threads) const {
  const auto columns = static_cast<Eigen::Index>(known.size());
  Components components;
  components.whole.assign(wholes(), Eigen::MatrixXd(size_, columns));
  components.folded.assign(shape_.depths.size() - 1, Eigen::MatrixXd(size_, columns));
  for_columns(known, triangle, threads, [&](Eigen::Index i, const auto& similar) {
    for (Eigen::Index c = 0; c < similar.cols(); ++c) {
      const auto at = static_cast<std::size_t>(c);
      Eigen::MatrixXd& matrix = at < wholes() ? components.whole[at] : components.folded[at - wholes()];
      matrix.col(i).head(similar.rows()) = similar.col(c);
    }
  });
  return components;
}

Components FeatureIndex::gram(unsigned threads) const {
  Components made = components(own_, true, threads);
  for (Eigen::MatrixXd& matrix : made.whole) mirror(matrix);
  for (Eigen::MatrixXd& matrix : made.folded) mirror(matrix);
  return made;
}

Eigen::MatrixXd FeatureIndex::gram_sum(const Eigen::VectorXd& weights, unsigned threads) const {
  Eigen::MatrixXd sum(size_, size_);
  for_columns(own_, true, threads, [&](Eigen::Index i, const auto& similar) {
    sum.col(i).head(similar.rows()).noalias() = similar * weights;
  });
  mirror(sum);
  return sum;
}

Components FeatureIndex::cross(std::span<const Features> candidates, unsigned threads) const {
  std::vector<Known> known;
  for (const Features& candidate : candidates) known.push_back(know(candidate));
  return components(known, false, threads);
}

}  // namespace nasg::search
