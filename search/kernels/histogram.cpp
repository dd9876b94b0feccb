// SPDX-License-Identifier: Apache-2.0
// |a - b| = a + b - 2 min(a, b), so that keys which only one of the two has need not be looked at.
#include "search/kernels/histogram.h"

#include <algorithm>

namespace nasg::search {
namespace {

// Compiled for each width of vectors, chosen at load (when the thread sanitizer does not work yet).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void subtract_twice_the_lesser(double* column, const double* row, double value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) column[i] -= 2 * (row[i] < value ? row[i] : value);
}

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

// A key of a tenth of all or more gets a row of n masses: running through all is quicker than jumping from
// one to the next.
HistogramIndex::HistogramIndex(std::span<const Histogram* const> histograms)
    : totals_(static_cast<Eigen::Index>(histograms.size())) {
  std::size_t masses = 0;
  for (const Histogram* histogram : histograms) masses += histogram->size();
  number_.reset(masses / 8);
  std::vector<std::uint32_t> owners;
  for (std::size_t i = 0; i < histograms.size(); ++i) {
    totals_[static_cast<Eigen::Index>(i)] = total(*histograms[i]);
    for (const Mass& mass : *histograms[i]) {
      const std::uint32_t number = number_(mass.key);
      if (number == owners.size()) owners.push_back(0);
      ++owners[number];
    }
  }
  std::size_t listed = 0, in_rows = 0;
  for (const std::uint32_t count : owners) {
    const bool many = count > 8 && 10 * std::size_t{count} >= histograms.size();
    std::size_t& next = many ? in_rows : listed;
    const auto begin = static_cast<std::uint32_t>(next);
    ranges_.push_back({begin, begin, many});
    next += many ? histograms.size() : count;
  }
  postings_.resize(listed);
  rows_.resize(in_rows, 0);
  for (std::uint32_t i = 0; i < histograms.size(); ++i)
    for (const Mass& mass : *histograms[i]) {
      Range& range = ranges_[number_.find(mass.key)];
      if (range.many)
        rows_[range.begin + i] = mass.value;
      else
        postings_[range.end++] = {i, mass.value};
    }
}

void HistogramIndex::distances(const Histogram& other, double* column) const {
  Eigen::Map<Eigen::VectorXd> distances(column, totals_.size());
  distances = totals_.array() + total(other);
  for (const Mass& mass : other) {
    const std::uint32_t number = number_.find(mass.key);
    if (number == Interner::kUnknown) continue;
    const Range range = ranges_[number];
    if (range.many)
      subtract_twice_the_lesser(column, rows_.data() + range.begin, mass.value,
                                static_cast<std::size_t>(totals_.size()));
    for (std::uint32_t p = range.begin; p < range.end; ++p)
      column[postings_[p].owner] -= 2 * std::min(postings_[p].value, mass.value);
  }
  drop_rounding(distances, totals_);
}

}  // namespace nasg::search
