// SPDX-License-Identifier: Apache-2.0
// The network of a term as a graph that leaves nothing out, and whether two of them are one.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

/// Edges run with the data. What a node reads twice (`x + x`) has two edges.
struct NetworkGraph {
  struct Edge {
    std::uint32_t from;
    std::uint32_t to;
    std::uint32_t port;  ///< where in a concatenation, from 1; 0 where the order does not matter
    friend auto operator<=>(const Edge&, const Edge&) = default;
  };
  std::vector<std::uint32_t> labels;  ///< by node
  std::vector<Edge> edges;            ///< in order
};

/// Makes the networks of the terms of one space. An op or layer is a node; `id` passes its input on, and a
/// `zero`, or what no input leads to, is nothing. What is added is read together: a sum is a node only where
/// it goes into another merge. Other merges are nodes; a branch of nothing is a node of its own in them, and
/// makes a product nothing. What does not lead to an output is left out. The places of a `let tied` hang
/// together by a node that leads to all that stands in them. The frame, which all terms share, is no part.
///
/// So two terms have isomorphic graphs if their networks compute the same from the same weights whatever the
/// ops do. Where one and the same op is used twice and where it stands there twice is told apart.
class NetworkGrapher {
 public:
  /// The space must outlive it.
  explicit NetworkGrapher(const ir::Space& space);
  ~NetworkGrapher();
  NetworkGrapher(NetworkGrapher&&) noexcept;
  NetworkGrapher& operator=(NetworkGrapher&&) noexcept;

  /// O(nodes + edges), and the logarithms of sorting.
  NetworkGraph operator()(const Derivation& derivation) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

/// Equal for isomorphic graphs of one space. O(nodes × edges) at most.
std::uint64_t shape_hash(const NetworkGraph& graph);

/// Whether some renaming of nodes takes labels and edges of one to those of the other. Nodes are told apart
/// by what they read and by what reads them, again and again; where several stay alike, one is matched with
/// each in turn. The match that is found is verified edge by edge, so that no hash decides.
bool isomorphic(const NetworkGraph& a, const NetworkGraph& b);

}  // namespace nasg::derivation
