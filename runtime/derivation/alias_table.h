// SPDX-License-Identifier: Apache-2.0
// Picks one of several ways by their masses from one random number, in two steps and without a branch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace nasg::derivation {

/// Walker's alias method, built as by Vose (A linear algorithm for generating random numbers with a given
/// distribution, 1991). There are 2^bits cells, as few as hold a way each; the upper bits of a draw name a
/// cell, the others decide between the two ways that share it.
struct AliasTable {
  struct Cell {
    std::uint64_t threshold;  ///< share of the first way, in units of 2^-64
    std::uint32_t ways[2];
  };

  /// Masses are not negative; where all are zero, ways are equally likely. Without masses there is no table.
  explicit AliasTable(std::span<const double> masses);

  std::size_t cell(std::uint64_t r) const { return (r >> 1) >> (63 - bits); }
  std::uint32_t pick(std::uint64_t r) const {
    const Cell& chosen = cells[cell(r)];
    return chosen.ways[(r << bits) >= chosen.threshold];
  }

  unsigned bits;
  std::vector<Cell> cells;
};

}  // namespace nasg::derivation
