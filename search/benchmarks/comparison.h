// SPDX-License-Identifier: Apache-2.0
// Strategies side by side: the incumbents of many seeds, their means, and whether they differ.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nasg::benchmarks {

/// The best of a run so far.
struct Incumbent {
  double value = 0;            ///< what the search saw
  std::optional<double> test;  ///< what it did not
};

struct ComparedRun {
  std::uint64_t seed = 0;
  std::vector<std::optional<Incumbent>> incumbents;  ///< after each evaluation; none while all have failed
};

struct Arm {
  std::string name;
  std::vector<ComparedRun> runs;  ///< by seed, the same seeds in the same order in every arm
};

struct Comparison {
  bool maximises = true;
  bool tested = false;  ///< the objective has a test metric: it is what is compared, else the value
  std::vector<Arm> arms;
};

struct Mean {
  double mean = 0;
  double standard_error = 0;  ///< 0 for less than two runs
  std::size_t runs = 0;       ///< so many values: the runs that have an incumbent
};

/// What is compared, of a run after so many evaluations (or its last, if it ended before). Nothing while it
/// has no incumbent.
std::optional<double> compared(const Comparison& comparison, const ComparedRun& run, std::size_t evaluations);
Mean mean_of(const std::vector<double>& values);
/// Over the runs of an arm.
Mean mean_of(const Comparison& comparison, const Arm& arm, std::size_t evaluations);

/// Of two arms, by index.
struct PairTest {
  std::size_t first = 0;
  std::size_t second = 0;
  double difference = 0;   ///< the mean over seeds of what is compared, first - second
  double probability = 1;  ///< of the signed-rank test over seeds
  double adjusted = 1;     ///< by Holm over all pairs
};
/// Every pair of arms after so many evaluations. Runs of one seed make a pair (they share their first, random
/// trials); a seed that one of the two has no incumbent for is left out.
std::vector<PairTest> test_pairs(const Comparison& comparison, std::size_t evaluations);

}  // namespace nasg::benchmarks
