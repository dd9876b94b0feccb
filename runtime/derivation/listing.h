// SPDX-License-Identifier: Apache-2.0
// States with few and short derivations, which are drawn whole.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "compiler/ir/automaton.h"
#include "runtime/derivation/alias_table.h"

namespace nasg::derivation {

/// A state is listed if it has at most this many derivations, none of more rules than this.
inline constexpr std::size_t kListed = 64;
inline constexpr std::size_t kListedRules = 8;

/// All derivations of a state, in the order of enumeration, and how likely each is.
struct Listing {
  struct Row {
    std::array<ir::RuleId, kListedRules> rules;
    std::uint32_t length = 0;
    std::uint32_t height = 0;  ///< rules on the longest path
    friend bool operator==(const Row&, const Row&) = default;
  };

  std::vector<Row> rows;
  std::vector<double> masses;  ///< by row; they sum to 1
  AliasTable table;

  bool fixed() const { return rows.size() == 1; }
};

/// The listings of an automaton. States with the same derivations and masses share one.
class Listings {
 public:
  explicit Listings(const ir::Automaton& automaton);

  const std::vector<Listing>& all() const { return all_; }
  /// Index into all() of a state's listing; none if it is not listed.
  std::optional<std::uint32_t> of(ir::StateId state) const;

 private:
  static constexpr std::uint32_t kUnknown = UINT32_MAX;
  static constexpr std::uint32_t kNotListed = UINT32_MAX - 1;

  void list(const ir::Automaton& automaton, ir::StateId root);
  std::uint32_t make(const ir::State& state);

  std::vector<Listing> all_;
  std::vector<std::uint32_t> of_state_;
};

}  // namespace nasg::derivation
