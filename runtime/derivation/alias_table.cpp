// SPDX-License-Identifier: Apache-2.0
// Builds alias tables.
#include "runtime/derivation/alias_table.h"

#include <bit>
#include <cmath>
#include <numeric>

namespace nasg::derivation {

// 1. Scale the masses so that a cell's worth is 1; ways that fill a cell are large, the others small.
// 2. Fill the cell of a small way with part of a large one, which is small itself if too little is left.
// 3. What is left over fills its cell, but for rounding.
// Empty ways go first, while there are large ones for sure, so that step 3 never meets them.
AliasTable::AliasTable(std::span<const double> masses)
    : bits(static_cast<unsigned>(std::bit_width(masses.size() - 1))), cells(std::size_t{1} << bits) {
  const double total = std::accumulate(masses.begin(), masses.end(), 0.0);
  std::vector<double> worth(cells.size(), 0.0);
  for (std::size_t i = 0; i < masses.size(); ++i)
    worth[i] = (total > 0 ? masses[i] / total : 1 / static_cast<double>(masses.size())) *
               static_cast<double>(cells.size());
  std::vector<std::uint32_t> small, large, empty;
  for (std::uint32_t i = 0; i < worth.size(); ++i)
    (worth[i] >= 1 ? large : worth[i] > 0 ? small : empty).push_back(i);
  small.insert(small.end(), empty.begin(), empty.end());
  for (std::uint32_t i = 0; i < cells.size(); ++i) cells[i] = {UINT64_MAX, {i, i}};
  while (!small.empty() && !large.empty()) {
    const std::uint32_t less = small.back();
    const std::uint32_t more = large.back();
    small.pop_back();
    cells[less] = {static_cast<std::uint64_t>(std::ldexp(worth[less], 64)), {less, more}};
    worth[more] -= 1 - worth[less];
    if (worth[more] < 1) {
      large.pop_back();
      small.push_back(more);
    }
  }
}

}  // namespace nasg::derivation
