// SPDX-License-Identifier: Apache-2.0
// Warped and standardised targets.
#include "search/surrogates/targets.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace nasg::search {
namespace {

Eigen::VectorXd normal_scores(const Eigen::VectorXd& values) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  Eigen::VectorXd scores(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = (static_cast<double>(begin + end) - 1) / 2;  // mean of begin … end-1, from 0
    for (std::size_t i = begin; i < end; ++i)
      scores[order[i]] = normal_quantile((rank + 0.5) / static_cast<double>(order.size()));
    begin = end;
  }
  return scores;
}

Eigen::VectorXd clipped(const Eigen::VectorXd& values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double median = sorted[sorted.size() / 2];
  return values.array().max(median - 1.5 * (sorted.back() - median));
}

Eigen::VectorXd standardised(const Eigen::VectorXd& values) {
  const Eigen::VectorXd centred = values.array() - values.mean();
  const double variance = centred.squaredNorm() / static_cast<double>(values.size());
  if (!(variance > 1e-24 * (1 + values.squaredNorm()))) return Eigen::VectorXd::Zero(values.size());
  return centred / std::sqrt(variance);
}

}  // namespace

Eigen::VectorXd make_targets(std::span<const std::optional<double>> scores, Warp warp) {
  std::optional<double> worst;
  const auto usable = [](const std::optional<double>& score) { return score && std::isfinite(*score); };
  for (const auto& score : scores)
    if (usable(score)) worst = std::min(worst.value_or(*score), *score);
  Eigen::VectorXd values(static_cast<Eigen::Index>(scores.size()));
  for (std::size_t i = 0; i < scores.size(); ++i)
    values[static_cast<Eigen::Index>(i)] = usable(scores[i]) ? *scores[i] : worst.value_or(0);
  switch (warp) {
    case Warp::kRanks: return standardised(normal_scores(values));
    case Warp::kClipped: return standardised(clipped(values));
    case Warp::kPlain: break;
  }
  return standardised(values);
}

// Newton's method from the middle: on the upper half the distribution function is concave, so that every
// step stays below the quantile and none runs away.
double normal_quantile(double p) {
  if (p < 0.5) return -normal_quantile(1 - p);
  double x = 0;
  for (int step = 0; step < 60; ++step) {
    const double excess = 0.5 * std::erfc(x / std::numbers::sqrt2) - (1 - p);
    const double density = std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
    const double move = excess / density;
    x += move;
    if (std::abs(move) < 1e-13) break;
  }
  return x;
}

double normal(derivation::Rng& rng) {
  constexpr double kHalf = 0x1.0p-54;  // uniform() + kHalf lies strictly between 0 and 1
  return normal_quantile(rng.uniform() + kHalf);
}

}  // namespace nasg::search
