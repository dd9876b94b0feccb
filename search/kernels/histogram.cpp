// SPDX-License-Identifier: Apache-2.0
// |a - b| = a + b - 2 min(a, b), so that keys which only one of the two has need not be looked at.
#include "search/kernels/histogram.h"

#include <algorithm>

#include "search/kernels/parallel.h"

namespace nasg::search {
namespace {

constexpr std::size_t kGrain = 16;

double total(const Histogram& histogram) {
  double sum = 0;
  for (const Mass& mass : histogram) sum += mass.value;
  return sum;
}

/// Equal histograms have a distance of 0, whose root is 0 too.
void drop_rounding(Eigen::Ref<Eigen::VectorXd> distances, const Eigen::Ref<const Eigen::VectorXd>& totals) {
  constexpr double kRounding = 1e-14;
  distances = (distances.array() > kRounding * totals.array()).select(distances, 0);
}

}  // namespace

Histogram gathered(Histogram masses) {
  std::sort(masses.begin(), masses.end(), [](const Mass& a, const Mass& b) { return a.key < b.key; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < masses.size();) {
    Mass sum = masses[i++];
    for (; i < masses.size() && masses[i].key == sum.key; ++i) sum.value += masses[i].value;
    if (sum.value > 0) masses[kept++] = sum;
  }
  masses.resize(kept);
  return masses;
}

HistogramIndex::HistogramIndex(std::span<const Histogram* const> histograms)
    : own_(histograms.begin(), histograms.end()), totals_(static_cast<Eigen::Index>(own_.size())) {
  std::size_t masses = 0;
  for (const Histogram* own : own_) masses += own->size();
  number_.reset(masses / 8);
  std::vector<std::uint32_t> owners;
  for (std::size_t i = 0; i < own_.size(); ++i) {
    totals_[static_cast<Eigen::Index>(i)] = total(*own_[i]);
    for (const Mass& mass : *own_[i]) {
      const std::uint32_t number = number_(mass.key);
      if (number == owners.size()) owners.push_back(0);
      ++owners[number];
    }
  }
  begin_.push_back(0);
  for (const std::uint32_t count : owners) begin_.push_back(begin_.back() + count);
  postings_.resize(masses);
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::uint32_t i = 0; i < own_.size(); ++i)
    for (const Mass& mass : *own_[i]) postings_[next[number_.find(mass.key)]++] = {i, mass.value};
}

/// From the entries of the first `owners`.
void HistogramIndex::subtract_overlaps(const Histogram& histogram, std::uint32_t owners,
                                       double* column) const {
  for (const Mass& mass : histogram) {
    const std::uint32_t number = number_.find(mass.key);
    if (number == Interner::kUnknown) continue;
    for (std::uint32_t p = begin_[number]; p < begin_[number + 1]; ++p) {
      const Posting& posting = postings_[p];
      if (posting.owner >= owners) break;
      column[posting.owner] -= 2 * std::min(posting.value, mass.value);
    }
  }
}

Eigen::MatrixXd HistogramIndex::distances(unsigned threads) const {
  const Eigen::Index n = totals_.size();
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(n, n);
  Pieces pieces(own_.size(), kGrain);
  pieces.run(threads, [&] {
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t i = piece.begin; i < piece.end; ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        auto column = result.col(at).head(at);
        column = totals_.head(at).array() + totals_[at];
        subtract_overlaps(*own_[i], static_cast<std::uint32_t>(i), column.data());
        drop_rounding(column, totals_.head(at));
      }
  });
  result.triangularView<Eigen::StrictlyLower>() = result.transpose();
  return result;
}

Eigen::MatrixXd HistogramIndex::distances(std::span<const Histogram* const> others, unsigned threads) const {
  Eigen::MatrixXd result(totals_.size(), static_cast<Eigen::Index>(others.size()));
  Pieces pieces(others.size(), kGrain);
  pieces.run(threads, [&] {
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t i = piece.begin; i < piece.end; ++i) {
        auto column = result.col(static_cast<Eigen::Index>(i));
        column = totals_.array() + total(*others[i]);
        subtract_overlaps(*others[i], static_cast<std::uint32_t>(own_.size()), column.data());
        drop_rounding(column, totals_);
      }
  });
  return result;
}

}  // namespace nasg::search
