// SPDX-License-Identifier: Apache-2.0
// Which row of a table is a derivation's.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/ir/automaton.h"
#include "runtime/derivation/network_graph.h"
#include "search/benchmarks/table.h"

namespace nasg::benchmarks {

/// What a row stands for.
enum class Match {
  kTerm,         ///< the derivation that its key spells, in whatever notation
  kIsomorphism,  ///< every derivation whose network is isomorphic to it (derivation/network_graph.h)
};

/// What several rows of one architecture are.
enum class Repeated { kWrong, kFirst, kMean };

/// The space and its automaton must outlive it.
class RowIndex {
 public:
  /// E0732 for a row that stands for the same as an earlier one, where that is wrong: it has the same key,
  /// or, by isomorphism, the same network.
  static diag::Result<RowIndex> make(Table table, Match match, Repeated repeated, const ir::Space& space,
                                     const ir::Automaton& automaton);

  /// Null if there is none. Terms are looked for as they are written; the first that is not found as text has
  /// all keys read, of which the first counts that spells the same. By isomorphism, a hash finds those that
  /// may be alike, and each is verified.
  const TableRow* find(const derivation::Derivation& derivation);

  /// Whether some key is a term of the space.
  bool fits() const;
  const std::string& path() const { return table_.path; }

 private:
  RowIndex(Table table, const ir::Space& space, const ir::Automaton& automaton)
      : table_(std::move(table)), space_(&space), automaton_(&automaton) {}

  /// The row of what a row stands for, by whose means it is told, if an earlier one stands for the same.
  std::optional<std::size_t> earlier_by_key(std::size_t row);
  std::optional<std::size_t> earlier_by_network(std::size_t row);
  const std::size_t* find_network(const derivation::NetworkGraph& graph) const;
  const TableRow* find_text(const std::string& key) const;
  void read_keys();

  struct Network {
    derivation::NetworkGraph graph;
    std::size_t row;
  };

  Table table_;
  const ir::Space* space_;
  const ir::Automaton* automaton_;
  std::unordered_map<std::string, std::size_t> by_key_;
  bool keys_read_ = false;
  std::unordered_map<derivation::Derivation, std::size_t, derivation::Hash> by_derivation_;
  std::optional<derivation::NetworkGrapher> grapher_;  ///< by isomorphism alone
  std::unordered_multimap<std::uint64_t, Network> by_network_;
};

}  // namespace nasg::benchmarks
