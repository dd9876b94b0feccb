// SPDX-License-Identifier: Apache-2.0
// Draws and mutants in memory of their own, and rules put together.
#include "runtime/derivation/variation.h"

#include <algorithm>

namespace nasg::derivation {

std::optional<Derivation> Variation::sample(Rng& rng) const {
  Derivation drawn;
  if (!sample(rng, drawn)) return std::nullopt;
  return drawn;
}

std::optional<Derivation> Variation::mutate(const Derivation& parent, Rng& rng) const {
  Derivation mutant;
  if (!mutate(parent, rng, mutant)) return std::nullopt;
  return mutant;
}

void join(std::initializer_list<std::span<const ir::RuleId>> parts, Derivation& whole) {
  std::size_t length = 0;
  for (const auto part : parts) length += part.size();
  // Growing would copy what stands there; inserting is slower than filling and then copying.
  if (length > whole.rules.capacity()) whole.rules.clear();
  whole.rules.resize(length);
  auto end = whole.rules.begin();
  for (const auto part : parts) end = std::copy(part.begin(), part.end(), end);
}

}  // namespace nasg::derivation
