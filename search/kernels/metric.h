// SPDX-License-Identifier: Apache-2.0
// Metrics: distances between architectures that can be worked out from what each has by itself.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "search/kernels/chain.h"
#include "search/kernels/histogram.h"
#include "search/kernels/key_set.h"
#include "search/kernels/sight.h"

namespace nasg::search {

/// What a metric keeps of an architecture. The parts of a distance are, in this order: one for each set of
/// keys, how many one of the two has alone; for each histogram, sum |a - b|; for each chain, the Wasserstein
/// distance on the line; for each number, (a - b)².
struct Profile {
  std::vector<KeySet> key_sets;
  std::vector<Histogram> histograms;
  Chains chains;
  std::vector<double> numbers;
};
/// Makes one profile after another in memory that it keeps; each thread has its own.
using Profiler = std::function<Profile(Sight&)>;

/// Each part is an L1 distance, or a squared Euclidean one, of vectors that belong to one architecture each.
/// So it is conditionally negative definite, and exp(-d / l) is positive semidefinite for every l > 0
/// (Schoenberg 1938).
class Metric {
 public:
  virtual ~Metric() = default;
  /// The metric must outlive it.
  virtual Profiler profiler() const = 0;
  /// What the parts are called, for a line of progress; as many as there are.
  virtual std::vector<std::string> parts() const = 0;
};

/// The profiles of n architectures by what they have, for their distances from others. All have the same
/// parts.
class DistanceIndex {
 public:
  explicit DistanceIndex(std::span<const Profile> profiles);

  Eigen::Index size() const { return size_; }
  /// A matrix for each part, n × m, on several threads, the same on any number of them.
  std::vector<Eigen::MatrixXd> distances(std::span<const Profile> others) const;

 private:
  Eigen::Index size_;
  std::vector<KeySetIndex> key_sets_;
  std::vector<HistogramIndex> histograms_;
  std::optional<ChainIndex> chains_;
  std::size_t chain_count_ = 0;
  Eigen::MatrixXd numbers_;  ///< architecture × number
};

/// Of all from each other, n × n, symmetric.
std::vector<Eigen::MatrixXd> distances(std::span<const Profile> profiles);

}  // namespace nasg::search
