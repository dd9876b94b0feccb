// SPDX-License-Identifier: Apache-2.0
// Limits on derivations that no automaton keeps: checked one derivation at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "compiler/ir/occurrences.h"
#include "runtime/derivation/variation.h"

namespace nasg::derivation {

/// A limit that a derivation breaks, and what its sum is.
struct BrokenLimit {
  std::size_t limit;  ///< index into the space's limits
  double value;
};

/// Holds the sums of every limit of a space against derivations. The space must outlive it.
class LimitChecker {
 public:
  explicit LimitChecker(const ir::Space& space);

  /// The first limit that is broken; the limit of depth is not looked at. O(n), and a plan where parameters
  /// or FLOPs are limited. A network that cannot be built breaks the limit.
  std::optional<BrokenLimit> broken(const Derivation& derivation) const;
  bool keeps(const Derivation& derivation) const { return !broken(derivation); }

 private:
  double count(std::size_t limit, const Derivation& derivation, std::span<const std::uint32_t> ends) const;

  const ir::Space& space_;
  std::vector<ir::Occurrences> occurrences_;  ///< by limit
  bool has_costs_ = false;
};

/// A draw gives up after so many derivations that broke a limit.
inline constexpr int kLimitDraws = 10'000;

/// The same variation kept within the limits, by drawing again: a sample up to kLimitDraws times, a mutant or
/// a crossover up to kRedraws times. Given back as it is if the space has none but its depth. Limits that the
/// automaton keeps (Automaton::keeps) cost a sample nothing.
std::unique_ptr<Variation> keep_limits(const ir::Space& space, const ir::Automaton& automaton,
                                       std::unique_ptr<Variation> variation);

/// Of so many draws without the limits that the automaton does not keep, the share that keeps them.
double acceptance(const ir::Space& space, const ir::Automaton& automaton, int draws, Rng rng);

}  // namespace nasg::derivation
