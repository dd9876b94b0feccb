// SPDX-License-Identifier: Apache-2.0
// Distribution functions are steps: between two steps of either, their difference stays.
#include "search/kernels/chain.h"

#include <algorithm>
#include <numeric>

namespace nasg::search {
namespace {

constexpr std::size_t kLanes = 8;
using Lanes =
    double __attribute__((vector_size(kLanes * sizeof(double)), aligned(sizeof(double)), may_alias));

// Compiled for each width of vectors, chosen at load (when the thread sanitizer does not work yet); without
// contraction all of them round alike.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void integrate(const double* reached, std::size_t width, const double* other,
               const std::vector<ChainIndex::Stretch>& stretches, double* sums) {
  for (std::size_t first = 0; first < width; first += kLanes) {
    Lanes sum{};
    for (const ChainIndex::Stretch& stretch : stretches) {
      const auto& own = *reinterpret_cast<const Lanes*>(reached + stretch.own * width + first);
      const Lanes apart = own - other[stretch.other];
      sum += (apart < 0 ? -apart : apart) * stretch.width;
    }
    *reinterpret_cast<Lanes*>(sums + first) = sum;
  }
}

}  // namespace

ChainIndex::ChainIndex(std::span<const Chains* const> chains) {
  std::map<std::size_t, std::vector<std::size_t>> by_length;
  for (std::size_t i = 0; i < chains.size(); ++i) by_length[chains[i]->front().size()].push_back(i);
  for (auto& [length, members] : by_length) {
    const std::size_t width = (members.size() + kLanes - 1) / kLanes * kLanes;
    Group& group = groups_.emplace_back(Group{length, std::move(members), width, {}});
    for (std::size_t c = 0; c < chains.front()->size(); ++c) {
      std::vector<double>& reached = group.reached.emplace_back(length * width, 0);
      for (std::size_t m = 0; m < group.members.size(); ++m) {
        double sum = 0;
        for (std::size_t layer = 0; layer < length; ++layer)
          reached[layer * width + m] = sum += (*chains[group.members[m]])[c][layer];
      }
    }
  }
}

/// Both step at 0 first. Behind the last step both have come to 1.
ChainIndex::Stretches ChainIndex::stretches(std::size_t length) const {
  Stretches all;
  for (const Group& group : groups_) {
    std::vector<Stretch>& made = all.emplace_back();
    const std::size_t n = group.length, m = length;
    double at = 0;
    for (std::size_t i = 1, j = 1; i < n || j < m;) {
      const bool steps_own = i * m <= j * n, steps_other = j * n <= i * m;
      const double next = steps_own ? static_cast<double>(i) / static_cast<double>(n)
                                    : static_cast<double>(j) / static_cast<double>(m);
      made.push_back({i - 1, j - 1, next - at});
      at = next;
      i += steps_own ? 1 : 0;
      j += steps_other ? 1 : 0;
    }
  }
  return all;
}

void ChainIndex::distances(const Chains& other, const Stretches& stretches,
                           std::span<double* const> columns) const {
  std::vector<double> theirs(other.front().size()), sums;
  for (std::size_t c = 0; c < other.size(); ++c) {
    std::partial_sum(other[c].begin(), other[c].end(), theirs.begin());
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const Group& group = groups_[g];
      sums.resize(std::max(sums.size(), group.width));
      integrate(group.reached[c].data(), group.width, theirs.data(), stretches[g], sums.data());
      for (std::size_t m = 0; m < group.members.size(); ++m) columns[c][group.members[m]] = sums[m];
    }
  }
}

}  // namespace nasg::search
