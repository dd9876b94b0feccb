// SPDX-License-Identifier: Apache-2.0
// What looks for the most promising derivation has met so far.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "runtime/derivation/derivation.h"

namespace nasg::search {

using DerivationSet = std::unordered_set<derivation::Derivation, derivation::Hash>;

/// Promises of candidates, higher is better; it is asked once for each distinct candidate, never for none.
using Promises = std::function<std::vector<double>(std::span<const derivation::Derivation>)>;

/// Whether a derivation need not be evaluated, as it was, or as another one was that builds the same.
using Known = std::function<bool(const derivation::Derivation&)>;

class Candidates {
 public:
  /// Both must outlive it.
  Candidates(const Promises& promises, const Known& known) : ask_(promises), is_known_(known) {}

  /// What each promises; those that were not met before are asked for together.
  std::vector<double> promises(std::span<const derivation::Derivation> candidates);
  /// The most promising of all that were met and are not known; the first among equals.
  const std::optional<derivation::Derivation>& best() const { return best_; }
  /// What it promises; minus infinity if there is none.
  double best_promise() const { return best_promise_; }

 private:
  const Promises& ask_;
  const Known& is_known_;
  std::unordered_map<derivation::Derivation, double, derivation::Hash> met_;
  std::optional<derivation::Derivation> best_;
  double best_promise_ = -std::numeric_limits<double>::infinity();
};

}  // namespace nasg::search
