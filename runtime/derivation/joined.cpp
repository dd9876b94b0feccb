// SPDX-License-Identifier: Apache-2.0
// Puts rules together: half of what a mutation costs.
#include <algorithm>

#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

Derivation joined(std::initializer_list<std::span<const ir::RuleId>> parts) {
  std::size_t length = 0;
  for (const auto part : parts) length += part.size();
  // Filling and then copying is quicker than inserting, which g++ does rule by rule.
  Derivation result{std::vector<ir::RuleId>(length)};
  auto end = result.rules.begin();
  for (const auto part : parts) end = std::copy(part.begin(), part.end(), end);
  return result;
}

}  // namespace nasg::derivation
