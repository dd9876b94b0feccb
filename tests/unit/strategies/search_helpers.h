// SPDX-License-Identifier: Apache-2.0
// Runs strategies on made-up objectives.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "search/strategies/strategy.h"
#include "tests/support/spaces.h"

namespace nasg::testing {

ir::Setting call(const std::string& name, std::vector<ir::Setting::Named> named = {});
ir::Setting number(double value);
ir::Setting list(std::vector<ir::Setting> parts);

/// A space, its interpreter, and the context that strategies want.
struct Ground {
  explicit Ground(ir::Space space);
  search::SearchContext context() const;

  Built built;
  training::Fidelities fidelities;
  std::unique_ptr<derivation::Variation> variation;
};

using Score = std::function<std::optional<double>(const derivation::Derivation&)>;

/// Proposes and evaluates `budget` times, as the runner does; fails the test on an error.
std::vector<search::Observation> run(const Ground& ground, const ir::Setting& strategy, const Score& score,
                                     int budget, std::uint64_t seed);
double best(const std::vector<search::Observation>& history);

/// How many rules of the derivation have that head.
double count(const ir::Space& space, const derivation::Derivation& derivation, const std::string& head);

}  // namespace nasg::testing
