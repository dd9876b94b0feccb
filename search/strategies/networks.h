// SPDX-License-Identifier: Apache-2.0
// Which derivations build one network, so that it is evaluated once.
#pragma once

#include <memory>
#include <unordered_map>

#include "runtime/derivation/network_graph.h"

namespace nasg::search {

/// What a derivation builds, as far as it is its own (derivation/network_graph.h).
struct Network {
  std::uint64_t hash = 0;
  derivation::NetworkGraph graph;
};

class Networks {
 public:
  /// The space must outlive it.
  explicit Networks(const ir::Space& space) : grapher_(space) {}

  std::shared_ptr<const Network> of(const derivation::Derivation& derivation) const;
  /// The same, made once: for derivations that are asked about again and again.
  std::shared_ptr<const Network> kept(const derivation::Derivation& derivation);

 private:
  derivation::NetworkGrapher grapher_;
  std::unordered_map<derivation::Derivation, std::shared_ptr<const Network>, derivation::Hash> kept_;
};

/// Networks that are not isomorphic to each other.
class NetworkSet {
 public:
  /// False if one that is isomorphic to it is there already.
  bool insert(std::shared_ptr<const Network> network);
  bool contains(const Network& network) const;

 private:
  std::unordered_multimap<std::uint64_t, std::shared_ptr<const Network>> by_hash_;
};

}  // namespace nasg::search
