// SPDX-License-Identifier: Apache-2.0
// What strategies over fidelities have in common: settings, draws, and the best of some trials.
#pragma once

#include <memory>

#include "search/strategies/brackets.h"
#include "search/strategies/fresh.h"

namespace nasg::search {

struct FidelityOptions {
  double eta = 3;          ///< of so many one is promoted
  std::int64_t least = 1;  ///< the lowest fidelity
  std::vector<std::int64_t> rungs;
};

/// `eta = 3, least = 1`. E0762 if the objective knows no lower fidelities than the full one; E0702 through
/// the reader.
diag::Result<FidelityOptions> read_fidelities(const ir::Setting& setting, ir::SettingReader& reader,
                                              const SearchContext& context);

/// The fidelity as a number that can be compared: 0, in full, is `most`.
inline std::int64_t level(const Observation& trial, const training::Fidelities& fidelities) {
  return trial.fidelity == 0 ? fidelities.most : trial.fidelity;
}

/// Indices of the `count` best of those trials that have a score, best first, earlier ones first among
/// equals.
std::vector<std::size_t> best_of(std::span<const Observation> trials, std::size_t count);

/// Draws what a bracket begins with: at random, or by a model.
class Source {
 public:
  virtual ~Source() = default;
  virtual diag::Result<derivation::Derivation> draw(std::span<const Observation> history,
                                                    derivation::Rng& rng) = 0;
  virtual std::string status() const { return {}; }
};
std::unique_ptr<Source> random_source(const SearchContext& context);

/// Runs through the brackets, again from the first after the last, as successive halving does: a rung's best
/// are the next rung's members. A rung from which too few have a score is followed by a smaller one; one that
/// cannot be filled, as the space has no more, ends early.
std::unique_ptr<Strategy> bracket_strategy(const SearchContext& context, std::vector<Bracket> brackets,
                                           std::unique_ptr<Source> source);

}  // namespace nasg::search
