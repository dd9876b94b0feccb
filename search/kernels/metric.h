// SPDX-License-Identifier: Apache-2.0
// Metrics: distances between architectures that can be worked out from what each has by itself.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/derivation/derivation.h"
#include "search/kernels/histogram.h"

namespace nasg::search {

/// Masses at 0, 1/n, 2/n, … (n-1)/n of a line that sum to 1.
using Chain = std::vector<double>;

/// What a metric keeps of an architecture. The parts of a distance are, in this order: one for each
/// histogram, sum |a - b|; for each chain, the Wasserstein distance on the line; for each number, (a - b)².
struct Profile {
  std::vector<Histogram> histograms;
  std::vector<Chain> chains;
  std::vector<double> numbers;
};

/// Each part is an L1 distance, or a squared Euclidean one, of vectors that belong to one architecture each.
/// So it is conditionally negative definite, and exp(-d / l) is positive semidefinite for every l > 0
/// (Schoenberg 1938).
class Metric {
 public:
  virtual ~Metric() = default;
  virtual Profile profile(const derivation::Derivation& derivation) const = 0;
  /// What the parts are called, for a line of progress; as many as there are.
  virtual std::vector<std::string> parts() const = 0;
};

/// The integral over the line of the difference between the distribution functions: what it costs to move one
/// chain's mass to where the other's lies. O(layers).
double chain_distance(const Chain& a, const Chain& b);

/// A matrix for each part, n × n, symmetric.
std::vector<Eigen::MatrixXd> distances(std::span<const Profile> profiles);
/// n × m.
std::vector<Eigen::MatrixXd> distances(std::span<const Profile> profiles, std::span<const Profile> others);

}  // namespace nasg::search
