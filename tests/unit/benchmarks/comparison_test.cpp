// SPDX-License-Identifier: Apache-2.0
// Means, tests of pairs, and the picture of a comparison.
#include "search/benchmarks/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "runtime/derivation/rng.h"
#include "search/benchmarks/comparison_plot.h"
#include "search/benchmarks/signed_rank.h"

namespace nasg::benchmarks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// By trying all signs: the share of rank sums at least as far from the middle as the one that was found.
double enumerated(const std::vector<double>& differences) {
  std::vector<double> sizes;
  for (const double d : differences)
    if (d != 0) sizes.push_back(std::abs(d));
  std::vector<double> ranks;
  double sum = 0, total = 0;
  for (const double size : sizes) {
    const auto below = std::ranges::count_if(sizes, [&](double other) { return other < size; });
    const auto equal = std::ranges::count(sizes, size);
    ranks.push_back(static_cast<double>(below) + (static_cast<double>(equal) + 1) / 2);
    total += ranks.back();
  }
  std::size_t at = 0;
  for (const double d : differences)
    if (d != 0) sum += d > 0 ? ranks[at++] : (++at, 0.0);
  const unsigned all = 1U << sizes.size();
  unsigned far = 0;
  for (unsigned signs = 0; signs < all; ++signs) {
    double other = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) other += (signs >> i & 1U) != 0 ? ranks[i] : 0;
    far += std::abs(other - total / 2) >= std::abs(sum - total / 2) ? 1 : 0;
  }
  return static_cast<double>(far) / all;
}

TEST(SignedRank, CountsWhatEnumerationFindsWithTiesAndZeros) {
  derivation::Rng rng(11);
  for (int round = 0; round < 30; ++round) {
    std::vector<double> differences;
    for (int i = 0; i < 10; ++i) differences.push_back(static_cast<double>(rng.below(9)) - 3);
    EXPECT_NEAR(signed_rank_test(differences), enumerated(differences), 1e-12);
  }
}

TEST(SignedRank, FiveOfFiveIsASixteenth) {
  EXPECT_DOUBLE_EQ(signed_rank_test(std::vector<double>{1, 2, 3, 4, 5}), 2.0 / 32);
  EXPECT_DOUBLE_EQ(signed_rank_test(std::vector<double>{-1, -2, -3, -4, -5}), 2.0 / 32);
  EXPECT_EQ(signed_rank_test(std::vector<double>{0, 0}), 1);
  EXPECT_EQ(signed_rank_test(std::vector<double>{}), 1);
}

TEST(SignedRank, HolmMultipliesTheSmallestByAllAndNeverSinks) {
  EXPECT_THAT(holm(std::vector<double>{0.03, 0.01, 0.04}), ElementsAre(0.06, 0.03, 0.06));
  EXPECT_THAT(holm(std::vector<double>{0.9, 0.8}), ElementsAre(1, 1));
}

ComparedRun run(std::uint64_t seed, const std::vector<double>& values) {
  ComparedRun result{seed, {}};
  for (const double value : values) result.incumbents.push_back(Incumbent{value, 10 * value});
  return result;
}

Comparison two_arms() {
  Comparison comparison;
  comparison.arms = {{"a<b>", {run(1, {1, 2}), run(2, {3, 4})}}, {"plain", {run(1, {0, 1}), run(2, {0, 0})}}};
  return comparison;
}

TEST(Comparison, MeansHaveTheErrorOfTheMean) {
  Comparison comparison = two_arms();
  const Mean mean = mean_of(comparison, comparison.arms[0], 2);
  EXPECT_EQ(mean.mean, 3);
  EXPECT_DOUBLE_EQ(mean.standard_error, 1);  // deviation sqrt(2), over sqrt(2)
  EXPECT_EQ(mean.runs, 2U);
  EXPECT_EQ(mean_of(comparison, comparison.arms[0], 9).mean, 3) << "a run that ended keeps its best";
  comparison.tested = true;
  EXPECT_EQ(mean_of(comparison, comparison.arms[0], 2).mean, 30);
}

TEST(Comparison, EqualValuesHaveThatMeanAndNoError) {
  const Mean mean = mean_of(std::vector<double>(10, 89.03));
  EXPECT_EQ(mean.mean, 89.03);
  EXPECT_EQ(mean.standard_error, 0);
}

TEST(Comparison, ARunWithoutAnIncumbentIsLeftOut) {
  Comparison comparison = two_arms();
  comparison.arms[0].runs[1].incumbents = {std::nullopt, std::nullopt};
  const Mean mean = mean_of(comparison, comparison.arms[0], 1);
  EXPECT_EQ(mean.mean, 1);
  EXPECT_EQ(mean.runs, 1U);
  EXPECT_EQ(test_pairs(comparison, 1).front().difference, 1);
}

TEST(Comparison, ThePictureHasALineAndABandForEachStrategy) {
  const std::string svg = plot(two_arms(), 2, "A & B");
  EXPECT_THAT(svg, HasSubstr("A &amp; B"));
  EXPECT_THAT(svg, HasSubstr("a&lt;b&gt;"));
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (auto at = svg.find(what); at != std::string::npos; at = svg.find(what, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("<polyline"), 2U);
  EXPECT_EQ(count("<polygon"), 2U);
  EXPECT_EQ(count("nan"), 0U);
  EXPECT_EQ(count("inf"), 0U);
  EXPECT_THAT(plot(Comparison{true, false, {{"empty", {ComparedRun{}}}}}, 1, ""), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace nasg::benchmarks
