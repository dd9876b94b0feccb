// SPDX-License-Identifier: Apache-2.0
// Means over seeds, and tests of pairs.
#include "search/benchmarks/comparison.h"

#include <algorithm>
#include <cmath>

#include "search/benchmarks/signed_rank.h"

namespace nasg::benchmarks {

std::optional<double> compared(const Comparison& comparison, const ComparedRun& run,
                               std::size_t evaluations) {
  if (run.incumbents.empty() || evaluations == 0) return std::nullopt;
  const auto& incumbent = run.incumbents[std::min(evaluations, run.incumbents.size()) - 1];
  if (!incumbent) return std::nullopt;
  return comparison.tested ? incumbent->test : incumbent->value;
}

Mean mean_of(const std::vector<double>& values) {
  Mean result;
  result.runs = values.size();
  if (values.empty()) return result;
  const auto count = static_cast<double>(values.size());
  // Summed as distances from the first: the mean of equal values is that value, and their error 0.
  for (const double value : values) result.mean += (value - values.front()) / count;
  result.mean += values.front();
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  if (values.size() > 1) result.standard_error = std::sqrt(squares / (count - 1) / count);
  return result;
}

Mean mean_of(const Comparison& comparison, const Arm& arm, std::size_t evaluations) {
  std::vector<double> values;
  for (const ComparedRun& run : arm.runs)
    if (const auto value = compared(comparison, run, evaluations)) values.push_back(*value);
  return mean_of(values);
}

std::vector<PairTest> test_pairs(const Comparison& comparison, std::size_t evaluations) {
  std::vector<PairTest> tests;
  std::vector<double> probabilities;
  for (std::size_t a = 0; a < comparison.arms.size(); ++a)
    for (std::size_t b = a + 1; b < comparison.arms.size(); ++b) {
      const Arm &first = comparison.arms[a], &second = comparison.arms[b];
      std::vector<double> differences;
      for (std::size_t i = 0; i < std::min(first.runs.size(), second.runs.size()); ++i) {
        const auto one = compared(comparison, first.runs[i], evaluations);
        const auto other = compared(comparison, second.runs[i], evaluations);
        if (one && other) differences.push_back(*one - *other);
      }
      PairTest test{a, b};
      for (const double difference : differences)
        test.difference += difference / static_cast<double>(differences.size());
      test.probability = signed_rank_test(differences);
      probabilities.push_back(test.probability);
      tests.push_back(test);
    }
  const std::vector<double> adjusted = holm(probabilities);
  for (std::size_t i = 0; i < tests.size(); ++i) tests[i].adjusted = adjusted[i];
  return tests;
}

}  // namespace nasg::benchmarks
