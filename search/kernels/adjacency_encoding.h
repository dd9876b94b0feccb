// SPDX-License-Identifier: Apache-2.0
// The adjacency encoding: what stands at each place of an architecture.
#pragma once

#include "search/kernels/encoding.h"

namespace nasg::search {

/// A *place* is where a derivation chooses: the numbers of the holes on the way from the root, and the
/// nonterminal there. Places are numbered nearer to the root first; a nonterminal of one alternative leaves
/// nothing to choose, and has none. With the choices the graph is known, so that this is the adjacency
/// encoding of any grammar: in NAS-Bench-201 the six operations on the cell's edges (the encoding of
/// naszilla); where edges are chosen too, as in NAS-Bench-101, they are among the places.
///
/// A column holds the number of the alternative, from 0; from 1, and 0 for none, at a place that not every
/// derivation has. With `one_hot` each alternative of each place has a column of its own.
struct AdjacencyOptions {
  bool one_hot = false;
  std::vector<std::string> alphabet;  ///< alternatives that are numbered first, in this order, by their heads
};

/// The places of a space.
class Places {
 public:
  /// The first kMost; deeper ones are left out.
  explicit Places(const ir::Space& space);
  static constexpr std::size_t kMost = 1U << 14;

  struct Place {
    ir::NonterminalId nonterminal;
    std::uint32_t parent;  ///< its own number at a root
    std::uint32_t hole;    ///< of the parent; the number of the root
    bool always;           ///< every derivation has it
  };
  const std::vector<Place>& all() const { return places_; }

  static constexpr std::uint32_t kNone = UINT32_MAX;
  /// By position; kNone for those left out. O(rules).
  std::vector<std::uint32_t> of(std::span<const ir::RuleId> rules) const;

 private:
  std::uint32_t slot(std::uint32_t place, ir::RuleId rule, std::uint32_t hole) const {
    return first_below_[place] + slots_[first_slot_[rule.index()] + hole];
  }

  const ir::Space& space_;
  std::vector<Place> places_;
  /// The places below one: a slot for each hole and nonterminal that some alternative has there.
  std::vector<std::uint32_t> below_;        ///< kNone where a place is left out
  std::vector<std::uint32_t> first_below_;  ///< by place, into these
  std::vector<std::uint32_t> slots_;        ///< by rule and hole
  std::vector<std::uint32_t> first_slot_;   ///< by rule, into these
};

class AdjacencyEncoding final : public Encoding {
 public:
  AdjacencyEncoding(const ir::Space& space, AdjacencyOptions options);

  std::uint32_t width() const override { return static_cast<std::uint32_t>(headings_.size()); }
  std::vector<Entry> operator()(const derivation::Derivation& derivation) const override;
  std::string heading(std::uint32_t column) const override { return headings_[column]; }

 private:
  const ir::Space& space_;
  Places places_;
  bool one_hot_;
  std::vector<std::uint32_t> numbers_;  ///< by rule: of the alternative
  std::vector<std::uint32_t> columns_;  ///< by place: its first; kNone if there is nothing to choose
  std::vector<std::string> headings_;
};

}  // namespace nasg::search
