// SPDX-License-Identifier: Apache-2.0
// The counts of an automaton laid out for generated code that ranks and unranks; free of LLVM.
#pragma once

#include "compiler/codegen/facts.h"

namespace nasg::codegen {

/// The limbs (64 bits, the least significant first) of a number that is at least 0; at least `least` of them.
std::vector<std::uint64_t> limbs(const ir::BigInt& number, std::size_t least = 1);

/// A divisor as generated code wants it: shifted until its highest bit is 1, with the reciprocal of its
/// highest limb, so that a digit of the quotient costs two multiplications and no division (Möller, Granlund:
/// Improved division by invariant integers, IEEE Transactions on Computers 60, 2011; algorithm 4).
struct Divisor {
  explicit Divisor(const ir::BigInt& number);

  std::vector<std::uint64_t> limbs;
  std::uint32_t shift;
  std::uint64_t reciprocal;
};

/// States have the automaton's numbers; one more, the `top`, has one choice without a rule, whose parts are
/// the starts. All numbers of several limbs stand in `numbers`, and are named by where they begin there.
struct IndexTables {
  /// Empty (no words) if the space has infinitely many derivations, if they can be too large to be drawn, or
  /// if the tables would be larger than kMaxNumbers.
  explicit IndexTables(const SpaceFacts& facts);

  static constexpr std::size_t kMaxNumbers = std::size_t{1} << 18;
  static constexpr std::uint32_t kNoRule = UINT32_MAX;

  std::size_t words = 0;  ///< limbs of an index
  ir::BigInt count;       ///< indices are below it
  std::uint32_t count_at = 0;
  std::uint32_t top = 0;
  /// Limbs that the recursion over a derivation takes: digits by level, and a dividend.
  std::size_t scratch_words = 0;

  std::vector<std::uint64_t> numbers;
  std::vector<std::uint32_t> state_words;         ///< by state: limbs of an index below its count
  std::vector<std::uint32_t> state_first_choice;  ///< by state, and one more
  std::vector<std::uint32_t> state_prefixes;  ///< by state: where state_words limbs a choice begin, each the
                                              ///< number of derivations of earlier choices
  std::vector<std::uint32_t> choice_rule;
  std::vector<std::uint32_t> choice_first_part;  ///< by choice, and one more
  std::vector<std::uint32_t> part_state;
  std::vector<std::uint8_t> part_needs;           ///< an ir::Connection
  std::vector<std::uint32_t> part_spent;          ///< an ir::Spent
  std::vector<std::uint32_t> part_product;        ///< the product of the counts of the parts behind
  std::vector<std::uint32_t> part_product_words;  ///< of it, and of the divisor
  std::vector<std::uint32_t> part_divisor;        ///< the same, shifted
  std::vector<std::uint32_t> part_shift;
  std::vector<std::uint64_t> part_reciprocal;

 private:
  void add_state(const SpaceFacts& facts, const ir::BigInt& below, std::span<const ir::Choice> choices);
  void add_choice(const SpaceFacts& facts, std::uint32_t rule, std::span<const ir::StateId> parts);
  std::uint32_t add(const std::vector<std::uint64_t>& number);
};

}  // namespace nasg::codegen
