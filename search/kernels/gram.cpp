// SPDX-License-Identifier: Apache-2.0
// The inverted index, and the components that come from its dot products.
#include "search/kernels/gram.h"

#include <algorithm>
#include <cmath>

#include "search/kernels/parallel.h"

namespace nasg::search {
namespace {

// The loop that a Gram matrix spends its time in: compiled for each width of vectors, chosen at load
// (when the thread sanitizer does not work yet).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void add_multiple(double* sums, const float* counts, double factor, std::uint32_t size) {
  for (std::uint32_t i = 0; i < size; ++i) sums[i] += factor * static_cast<double>(counts[i]);
}

}  // namespace

FeatureIndex::FeatureIndex(const WlShape& shape, std::span<const Features> features) : shape_(shape) {
  std::size_t entries = 0;
  for (const Features& own : features) entries += own.counts.size();
  number_.reset(entries / 2);
  for (const Features& own : features) own_.push_back(know(own, number_));
  fill_index(number_.size());
}

FeatureIndex FeatureIndex::among(std::span<const std::size_t> members) const {
  FeatureIndex made(shape_);
  for (const std::size_t i : members) made.own_.push_back(own_[i]);
  made.fill_index(ranges_.size());
  return made;
}

// The table of numbers is larger than the cache: what a label will need is fetched some labels ahead.
template <class Number>
FeatureIndex::Known FeatureIndex::know(const Features& features, Number&& number) const {
  constexpr std::size_t kAhead = 12;
  const std::vector<Features::Count>& counts = features.counts;
  Known known;
  known.entries.reserve(counts.size());
  for (std::size_t b = 0; b < shape_.blocks(); ++b) {
    known.begin.push_back(static_cast<std::uint32_t>(known.entries.size()));
    for (std::size_t k = features.begin[b]; k < features.begin[b + 1]; ++k) {
      if (k + kAhead < counts.size()) number_.prefetch(counts[k + kAhead].label);
      const std::uint32_t feature = number(counts[k].label);
      if (feature != Interner::kUnknown) known.entries.push_back({feature, counts[k].count});
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
// 2. A feature of a tenth of all or more gets a row of n counts: running through all is quicker than jumping
//    from one to the next. The others get a list each, in one array.
// 3. Fill rows and lists in the order of the architectures. What one alone has, and that is most, adds to
// nothing
//    but the diagonal, which is known: it does not stay among its own.
void FeatureIndex::fill_index(std::size_t features) {
  std::vector<std::uint32_t> owners(features, 0);
  for (const Known& own : own_)
    for (const Entry& entry : own.entries) ++owners[entry.feature];
  ranges_.resize(owners.size());
  std::size_t listed = 0, counted = 0;
  for (std::size_t f = 0; f < owners.size(); ++f) {
    const bool many = owners[f] > 8 && 10 * owners[f] >= own_.size();
    std::size_t& next = many ? counted : listed;
    const auto begin = static_cast<std::uint32_t>(next);
    ranges_[f] = {begin, begin, many};
    next += many ? own_.size() : owners[f];
  }
  postings_.resize(listed);
  counts_.resize(counted, 0);
  for (std::uint32_t i = 0; i < own_.size(); ++i) {
    Known& own = own_[i];
    std::uint32_t kept = 0, next = 0;
    for (std::size_t b = 0; b <= shape_.blocks(); ++b) {
      const std::uint32_t end = own.begin[b];
      for (; next < end; ++next) {
        const Entry entry = own.entries[next];
        Range& range = ranges_[entry.feature];
        const auto count = static_cast<float>(entry.count);
        if (range.many)
          counts_[range.begin + i] = count;
        else
          postings_[range.end++] = {i, count};
        if (owners[entry.feature] > 1) own.entries[kept++] = entry;
      }
      own.begin[b] = kept;
    }
    own.entries.resize(kept);
  }
  size_ = static_cast<Eigen::Index>(own_.size());
  scales_.resize(size_, static_cast<Eigen::Index>(wholes() + shape_.depths.size() - 1));
  for (Eigen::Index i = 0; i < size_; ++i)
    for (Eigen::Index c = 0; c < scales_.cols(); ++c)
      scales_(i, c) = 1 / own_[static_cast<std::size_t>(i)].norms[static_cast<std::size_t>(c)];
}

void FeatureIndex::dots(const Features& features, Eigen::Ref<Eigen::MatrixXd> out) const {
  const auto number = [this](std::uint64_t label) { return number_.find(label); };
  dots(know(features, number), Eigen::VectorXd::Ones(out.cols()), out);
}

/// Of the blocks that some component with a weight has a part in.
void FeatureIndex::dots(const Known& known, const Eigen::VectorXd& weights,
                        Eigen::Ref<Eigen::MatrixXd> out) const {
  out.setZero();
  const auto rows = static_cast<std::uint32_t>(out.rows());
  const auto whole = static_cast<Eigen::Index>(wholes());
  for (Eigen::Index b = 0; b < out.cols(); ++b) {
    if ((weights.segment(b, std::max<Eigen::Index>(whole - b, 1)).array() == 0).all()) continue;
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

/// Works out the similarities of what `known_of` gives, for 0 … count-1, with all architectures, or with
/// those before it if `triangle`: column c holds component c, the products scaled by both norms. Hands them
/// on.
template <class KnownOf, class Use>
void FeatureIndex::for_columns(std::size_t count, const KnownOf& known_of, bool triangle,
                               const Eigen::VectorXd& weights, unsigned threads, const Use& use) const {
  constexpr std::size_t kGrain = 8;
  Pieces pieces(count, kGrain);
  pieces.run(threads, [&] {
    Eigen::MatrixXd columns(size_, scales_.cols());
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t i = piece.begin; i < piece.end; ++i) {
        const Known& known = known_of(i);
        auto similar = columns.topRows(triangle ? static_cast<Eigen::Index>(i) : size_);
        dots(known, weights, similar);
        for (Eigen::Index c = 1; c < static_cast<Eigen::Index>(wholes()); ++c)
          similar.col(c) += similar.col(c - 1);
        for (Eigen::Index c = 0; c < similar.cols(); ++c)
          if (weights[c] != 0)
            similar.col(c).array() *=
                scales_.col(c).head(similar.rows()).array() / known.norms[static_cast<std::size_t>(c)];
        use(static_cast<Eigen::Index>(i), similar);
      }
  });
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
  Components made;
  made.whole.assign(wholes(), Eigen::MatrixXd(size_, size_));
  made.folded.assign(shape_.depths.size() - 1, Eigen::MatrixXd(size_, size_));
  const Eigen::VectorXd all = Eigen::VectorXd::Ones(scales_.cols());
  const auto own = [this](std::size_t i) -> const Known& { return own_[i]; };
  for_columns(own_.size(), own, true, all, threads, [&](Eigen::Index i, const auto& similar) {
    for (Eigen::Index c = 0; c < similar.cols(); ++c) {
      const auto at = static_cast<std::size_t>(c);
      Eigen::MatrixXd& matrix = at < wholes() ? made.whole[at] : made.folded[at - wholes()];
      matrix.col(i).head(i) = similar.col(c);
    }
  });
  for (Eigen::MatrixXd& matrix : made.whole) mirror(matrix, 1);
  for (Eigen::MatrixXd& matrix : made.folded) mirror(matrix, 1);
  return made;
}

Eigen::MatrixXd FeatureIndex::gram_sum(const Eigen::VectorXd& weights, unsigned threads) const {
  Eigen::MatrixXd sum(size_, size_);
  const auto own = [this](std::size_t i) -> const Known& { return own_[i]; };
  for_columns(own_.size(), own, true, weights, threads,
              [&](Eigen::Index i, const auto& similar) { weighted(similar, weights, sum.col(i).head(i)); });
  mirror(sum, weights.sum());
  return sum;
}

Eigen::MatrixXd FeatureIndex::cross_sum(std::span<const Features> candidates, const Eigen::VectorXd& weights,
                                        unsigned threads) const {
  const auto number = [this](std::uint64_t label) { return number_.find(label); };
  const auto known = [&](std::size_t j) { return know(candidates[j], number); };
  Eigen::MatrixXd sum(size_, static_cast<Eigen::Index>(candidates.size()));
  for_columns(candidates.size(), known, false, weights, threads,
              [&](Eigen::Index i, const auto& similar) { weighted(similar, weights, sum.col(i)); });
  return sum;
}

}  // namespace nasg::search
