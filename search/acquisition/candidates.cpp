// SPDX-License-Identifier: Apache-2.0
// Promises of candidates.
#include "search/acquisition/candidates.h"

namespace nasg::search {

using derivation::Derivation;

std::vector<double> Candidates::promises(std::span<const Derivation> candidates) {
  std::vector<const double*> promises;  // in the map, where they stay
  std::vector<double*> fresh_promises;
  std::vector<Derivation> fresh;
  for (const Derivation& candidate : candidates) {
    const auto [at, added] = met_.try_emplace(candidate, 0);
    promises.push_back(&at->second);
    if (!added) continue;
    fresh.push_back(candidate);
    fresh_promises.push_back(&at->second);
  }
  const std::vector<double> values = fresh.empty() ? std::vector<double>() : ask_(fresh);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    *fresh_promises[i] = values[i];
    if (values[i] <= best_promise_ || is_known_(fresh[i])) continue;
    best_promise_ = values[i];
    best_ = fresh[i];
  }
  std::vector<double> result;
  for (const double* const promise : promises) result.push_back(*promise);
  return result;
}

}  // namespace nasg::search
