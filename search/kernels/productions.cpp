// SPDX-License-Identifier: Apache-2.0
// Hashes of places, handed down the derivation.
#include "search/kernels/productions.h"

namespace nasg::search {
namespace {

/// The mixer of SplitMix64 over both.
std::uint64_t combine(std::uint64_t hash, std::uint64_t value) {
  std::uint64_t z = hash + (value + 1) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace

void add_productions(const ir::Space& space, const derivation::Derivation& derivation, Features& features) {
  constexpr std::uint64_t kRoot = 0x7C159E3779B97F4AULL;
  std::vector<std::uint64_t> places;  // of what is still to come, the next one last
  for (std::size_t root = space.roots.size(); root-- > 0;) places.push_back(combine(kRoot, root));
  for (const ir::RuleId rule : derivation.rules) {
    const std::uint64_t label = combine(places.back(), rule.value);
    places.pop_back();
    for (std::size_t hole = space[rule].holes.size(); hole-- > 0;) places.push_back(combine(label, hole));
    features.counts.push_back({label, 1});
  }
  if (features.begin.empty()) features.begin.push_back(0);
  features.begin.push_back(static_cast<std::uint32_t>(features.counts.size()));
  features.norms.push_back(static_cast<double>(derivation.rules.size()));
}

}  // namespace nasg::search
