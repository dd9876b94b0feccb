// SPDX-License-Identifier: Apache-2.0
// Numbers for labels, then rows and lists of who has them.
#include "search/kernels/block_index.h"

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

/// The table of numbers may be larger than the cache: what a label will need is fetched some labels ahead.
template <class Use>
void for_labels(const Interner& number, std::span<const Features::Count> counts, const Use& use) {
  constexpr std::size_t kAhead = 12;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (k + kAhead < counts.size()) number.prefetch(counts[k + kAhead].label);
    use(counts[k]);
  }
}

}  // namespace

BlockIndex::BlockIndex(std::span<const Features> features, std::size_t block) {
  std::size_t entries = 0;
  for (const Features& own : features) entries += own.block(block).size();
  number_.reset(entries / 2);
  entries_.reserve(entries);
  begin_.push_back(0);
  for (const Features& own : features) {
    for_labels(number_, own.block(block), [this](const Features::Count& count) {
      entries_.push_back({number_(count.label), count.count});
    });
    begin_.push_back(static_cast<std::uint32_t>(entries_.size()));
  }
  fill(number_.size());
}

BlockIndex BlockIndex::among(std::span<const std::size_t> members) const {
  BlockIndex made;
  std::size_t entries = 0;
  for (const std::size_t i : members) entries += own(i).size();
  made.entries_.reserve(entries);
  made.begin_.push_back(0);
  for (const std::size_t i : members) {
    const std::span<const Entry> own = this->own(i);
    made.entries_.insert(made.entries_.end(), own.begin(), own.end());
    made.begin_.push_back(static_cast<std::uint32_t>(made.entries_.size()));
  }
  made.fill(ranges_.size());
  return made;
}

// 1. Count who has each feature.
// 2. A feature of a tenth of all or more gets a row of n counts: running through all is quicker than jumping
//    from one to the next. The others get a list each, in one array.
// 3. Fill rows and lists in the order of the architectures. What one alone has, and that is most, adds to
//    nothing but the diagonal, which is known: it does not stay among its own.
void BlockIndex::fill(std::size_t features) {
  const std::size_t architectures = begin_.size() - 1;
  std::vector<std::uint32_t> owners(features, 0);
  for (const Entry& entry : entries_) ++owners[entry.feature];
  ranges_.resize(features);
  std::size_t listed = 0, counted = 0;
  for (std::size_t f = 0; f < features; ++f) {
    const bool many = owners[f] > 8 && 10 * owners[f] >= architectures;
    std::size_t& next = many ? counted : listed;
    const auto begin = static_cast<std::uint32_t>(next);
    ranges_[f] = {begin, begin, many};
    next += many ? architectures : owners[f];
  }
  postings_.resize(listed);
  counts_.resize(counted, 0);
  std::uint32_t kept = 0, next = 0;
  for (std::uint32_t i = 0; i < architectures; ++i) {
    for (const std::uint32_t end = begin_[i + 1]; next < end; ++next) {
      const Entry entry = entries_[next];
      Range& range = ranges_[entry.feature];
      const auto count = static_cast<float>(entry.count);
      if (range.many)
        counts_[range.begin + i] = count;
      else
        postings_[range.end++] = {i, count};
      if (owners[entry.feature] > 1) entries_[kept++] = entry;
    }
    begin_[i + 1] = kept;
  }
  entries_.resize(kept);
}

void BlockIndex::add(Entry entry, std::uint32_t rows, double* sums) const {
  const double count = entry.count;
  const Range range = ranges_[entry.feature];
  if (range.many) {
    add_multiple(sums, counts_.data() + range.begin, count, rows);
  } else {
    for (std::uint32_t p = range.begin; p < range.end && postings_[p].architecture < rows; ++p)
      sums[postings_[p].architecture] += count * postings_[p].count;
  }
}

void BlockIndex::add_own(std::size_t architecture, std::uint32_t rows, double* sums) const {
  for (const Entry& entry : own(architecture)) add(entry, rows, sums);
}

void BlockIndex::add(std::span<const Features::Count> counts, std::uint32_t rows, double* sums) const {
  for_labels(number_, counts, [&](const Features::Count& count) {
    const std::uint32_t feature = number_.find(count.label);
    if (feature != Interner::kUnknown) add({feature, count.count}, rows, sums);
  });
}

}  // namespace nasg::search
