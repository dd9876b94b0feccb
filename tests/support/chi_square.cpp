// SPDX-License-Identifier: Apache-2.0
// Pearson's chi-square test.
#include "tests/support/chi_square.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace nasg::testing {

namespace {

double excess(const std::vector<double>& expected, const std::vector<double>& observed) {
  double statistic = 0;
  double pooled_expected = 0;
  double pooled_observed = 0;
  double cells = 0;
  const auto add = [&](double e, double o) {
    statistic += (o - e) * (o - e) / e;
    ++cells;
  };
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i] >= 5) {
      add(expected[i], observed[i]);
      continue;
    }
    pooled_expected += expected[i];
    pooled_observed += observed[i];
  }
  if (pooled_expected >= 5) add(pooled_expected, pooled_observed);
  const double freedom = std::max(cells - 1, 1.0);
  const double scale = 2 / (9 * freedom);
  return (std::cbrt(statistic / freedom) - (1 - scale)) / std::sqrt(scale);
}

}  // namespace

double chi_square_excess(const std::vector<Enumerated>& all,
                         const std::function<derivation::Derivation()>& draw) {
  std::map<derivation::Derivation, std::size_t> index;
  double total = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    index[all[i].derivation] = i;
    total += all[i].probability;
  }
  const std::size_t draws = 20000 + 8 * all.size();
  std::vector<double> expected;
  std::vector<double> observed(all.size(), 0);
  for (const Enumerated& one : all) expected.push_back(one.probability / total * static_cast<double>(draws));
  for (std::size_t i = 0; i < draws; ++i) {
    const auto drawn = index.find(draw());
    if (drawn == index.end()) return std::numeric_limits<double>::infinity();
    ++observed[drawn->second];
  }
  return excess(expected, observed);
}

std::vector<Enumerated> equally_likely(std::vector<Enumerated> all) {
  for (Enumerated& one : all) one.probability = 1;
  return all;
}

}  // namespace nasg::testing
