// SPDX-License-Identifier: Apache-2.0
// Counts the signs that give each rank sum.
#include "search/benchmarks/signed_rank.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nasg::benchmarks {
namespace {

/// Twice the ranks of the sizes from 1 on, so that shared ranks are whole.
std::vector<std::size_t> doubled_ranks(std::span<const double> sizes) {
  std::vector<std::size_t> order(sizes.size()), ranks(sizes.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return sizes[i]; });
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && sizes[order[end]] == sizes[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = begin + end + 1;
    begin = end;
  }
  return ranks;
}

}  // namespace

double signed_rank_test(std::span<const double> differences) {
  std::vector<double> sizes;
  std::vector<bool> up;
  for (const double difference : differences) {
    if (difference == 0) continue;
    sizes.push_back(std::abs(difference));
    up.push_back(difference > 0);
  }
  if (sizes.empty()) return 1;
  const std::vector<std::size_t> ranks = doubled_ranks(sizes);
  const std::size_t total = std::accumulate(ranks.begin(), ranks.end(), std::size_t{0});
  std::size_t sum = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) sum += up[i] ? ranks[i] : 0;
  // share[s]: of all choices of signs, those in which the doubled ranks of the positive ones sum to s.
  std::vector<double> share(total + 1, 0);
  share[0] = 1;
  for (const std::size_t rank : ranks)
    for (std::size_t s = total + 1; s-- > 0;) share[s] = 0.5 * (share[s] + (s >= rank ? share[s - rank] : 0));
  const std::size_t low = std::min(sum, total - sum);
  const double tail =
      std::accumulate(share.begin(), share.begin() + static_cast<std::ptrdiff_t>(low) + 1, 0.0);
  return std::min(1.0, 2 * tail);
}

std::vector<double> holm(std::span<const double> probabilities) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return probabilities[i]; });
  std::vector<double> adjusted(probabilities.size());
  double most = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    most = std::max(most, std::min(1.0, probabilities[order[i]] * static_cast<double>(order.size() - i)));
    adjusted[order[i]] = most;
  }
  return adjusted;
}

}  // namespace nasg::benchmarks
