// SPDX-License-Identifier: Apache-2.0
// Networks by hash, and then by isomorphism.
#include "search/strategies/networks.h"

#include <algorithm>

namespace nasg::search {

std::shared_ptr<const Network> Networks::of(const derivation::Derivation& derivation) const {
  derivation::NetworkGraph graph = grapher_(derivation);
  const std::uint64_t hash = shape_hash(graph);
  return std::make_shared<const Network>(Network{hash, std::move(graph)});
}

std::shared_ptr<const Network> Networks::kept(const derivation::Derivation& derivation) {
  const auto [place, added] = kept_.try_emplace(derivation);
  if (added) place->second = of(derivation);
  return place->second;
}

bool NetworkSet::contains(const Network& network) const {
  const auto [begin, end] = by_hash_.equal_range(network.hash);
  return std::any_of(begin, end,
                     [&](const auto& known) { return isomorphic(known.second->graph, network.graph); });
}

bool NetworkSet::insert(std::shared_ptr<const Network> network) {
  if (contains(*network)) return false;
  const std::uint64_t hash = network->hash;
  by_hash_.emplace(hash, std::move(network));
  return true;
}

}  // namespace nasg::search
