// SPDX-License-Identifier: Apache-2.0
// Strategies: what to evaluate next, as a pure function of the history and the seed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/ir/automaton.h"
#include "compiler/ir/setting.h"
#include "runtime/derivation/derivation.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/variation.h"
#include "runtime/training/fidelity.h"

namespace nasg::training {
class Objective;
}

namespace nasg::search {

/// An evaluated trial as strategies see it: the score is to be maximised, none if the trial failed.
struct Observation {
  derivation::Derivation derivation;
  std::optional<double> score;
  std::int64_t fidelity = 0;      ///< at which it was evaluated (training/fidelity.h); 0: in full
  std::vector<double> further{};  ///< scores beside the first, where the objective has several
};

/// How a derivation becomes a plan.
using PlanMaker = std::function<diag::Result<derivation::Plan>(const derivation::Derivation&)>;

struct SearchContext {
  const ir::Space& space;
  const ir::Automaton& automaton;
  const derivation::Variation& variation;
  training::Fidelities fidelities{};  ///< that the objective takes
  std::size_t further = 0;            ///< how many scores it gives beside the first
  /// Makes another objective on the same space, for strategies that measure something else beside.
  std::function<diag::Result<std::unique_ptr<training::Objective>>(const ir::Setting&)> make_objective{};
  /// The same, but it sees plans of the strategy's own in the place of those of derivations.
  std::function<diag::Result<std::unique_ptr<training::Objective>>(const ir::Setting&, PlanMaker)>
      make_plan_objective{};
};

/// A user's own strategy implements this. `propose` must depend on nothing but its arguments and the
/// strategy's settings, so that an interrupted search goes on exactly as if it had not been.
class Strategy {
 public:
  virtual ~Strategy() = default;
  /// The next derivation, given all earlier trials in order. `rng` is fresh for this trial. An error if
  /// there is nothing left to propose (E0710: the space is exhausted).
  virtual diag::Result<derivation::Derivation> propose(std::span<const Observation> history,
                                                       derivation::Rng rng) = 0;
  /// At what fidelity the last proposal is to be evaluated; 0: in full.
  virtual std::int64_t fidelity() const { return 0; }
  /// A line for the progress display: "fit: noise 0.01, level weights …"; may be empty.
  virtual std::string status() const { return {}; }
};

/// Makes a strategy from its setting, `bo(kernel = hwl, acquisition = ei)`. E0711 for an unknown one.
diag::Result<std::unique_ptr<Strategy>> make_strategy(const ir::Setting& setting,
                                                      const SearchContext& context);
std::vector<std::string> strategy_names();

}  // namespace nasg::search
