// SPDX-License-Identifier: Apache-2.0
// Climbs of an acquisition function.
#include "search/acquisition/climb.h"

#include <algorithm>
#include <utility>

namespace nasg::search {
namespace {

using derivation::Derivation;
using derivation::Neighbourhood;
using derivation::Rng;

/// All neighbours, or `most` of them drawn without replacement.
std::vector<Derivation> some_neighbours(const Neighbourhood& neighbourhood, const Derivation& parent,
                                        std::size_t most, Rng& rng) {
  std::vector<Neighbourhood::Exchange> exchanges = neighbourhood.exchanges(parent);
  std::vector<Derivation> neighbours;
  for (std::size_t i = 0; i < exchanges.size() && neighbours.size() < most; ++i) {
    std::swap(exchanges[i], exchanges[i + rng.below(exchanges.size() - i)]);
    if (auto neighbour = neighbourhood.apply(parent, exchanges[i]))
      neighbours.push_back(*std::move(neighbour));
  }
  return neighbours;
}

}  // namespace

std::optional<Derivation> climb(const derivation::Variation& variation, const Neighbourhood& neighbourhood,
                                std::span<const Derivation> incumbents, const Known& known,
                                const Promises& promises, const ClimbOptions& options, Rng rng) {
  Candidates candidates(promises, known);
  const std::span<const Derivation> best = incumbents.first(std::min(incumbents.size(), options.starts));
  std::vector<Derivation> climbs(best.begin(), best.end());
  for (std::size_t i = 0; i < options.starts; ++i)
    if (auto drawn = variation.sample(rng)) climbs.push_back(*std::move(drawn));
  std::vector<double> heights = candidates.promises(climbs);
  for (int step = 0; step < options.most_steps && !climbs.empty(); ++step) {
    std::vector<Derivation> met;
    std::vector<std::size_t> ends;  // of each climb's neighbours in `met`
    for (const Derivation& at : climbs) {
      std::ranges::move(some_neighbours(neighbourhood, at, options.neighbours, rng), std::back_inserter(met));
      ends.push_back(met.size());
    }
    const std::vector<double> values = candidates.promises(met);
    std::vector<Derivation> higher;
    std::vector<double> higher_values;
    for (std::size_t i = 0; i < climbs.size(); ++i) {
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i == 0 ? 0 : ends[i - 1]);
      const auto top = std::max_element(begin, values.begin() + static_cast<std::ptrdiff_t>(ends[i]));
      if (top == values.begin() + static_cast<std::ptrdiff_t>(ends[i]) || *top <= heights[i]) continue;
      higher.push_back(met[static_cast<std::size_t>(top - values.begin())]);
      higher_values.push_back(*top);
    }
    climbs = std::move(higher);
    heights = std::move(higher_values);
  }
  return candidates.best();
}

}  // namespace nasg::search
