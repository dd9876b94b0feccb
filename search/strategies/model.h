// SPDX-License-Identifier: Apache-2.0
// A proposal by model: what a fitted surrogate, or one for each score, finds most promising.
#pragma once

#include <string>

#include "search/strategies/bo_setting.h"
#include "search/strategies/fresh.h"
#include "search/strategies/networks.h"

namespace nasg::search {

/// The derivations of a history, best target first, earlier ones first among equals.
std::vector<derivation::Derivation> best_first(std::span<const Observation> history,
                                               const Eigen::VectorXd& targets);

class Model {
 public:
  Model(const SearchContext& context, BoOptions options);

  /// Fits to the history, and looks for a network that none of `evaluated` builds. Where nothing can be
  /// fitted or found, it is drawn at random (fresh.h), and `status` says why. With several scores a promise
  /// is the expected growth of the hypervolume that the front encloses, in targets, above `reference_below`
  /// the front (pareto.h).
  diag::Result<derivation::Derivation> propose(std::span<const Observation> history,
                                               const DerivationSet& evaluated, derivation::Rng rng);
  const std::string& status() const { return status_; }
  std::size_t initial() const { return options_.initial; }

 private:
  struct Fit {
    Promises promises;
    std::vector<derivation::Derivation> incumbents;  ///< best first
  };
  diag::Result<Fit> fit(std::span<const Observation> history, derivation::Rng& rng);
  diag::Result<Fit> fit_several(std::span<const Observation> history, derivation::Rng& rng);

  std::optional<derivation::Derivation> most_promising(const Fit& fit, const DerivationSet& evaluated,
                                                       derivation::Rng rng);

  SearchContext context_;
  BoOptions options_;
  Networks networks_;
  std::optional<derivation::Neighbourhood> neighbourhood_;  ///< where climbs look for what promises most
  std::string status_;
};

}  // namespace nasg::search
