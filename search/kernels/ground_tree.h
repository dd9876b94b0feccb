// SPDX-License-Identifier: Apache-2.0
// Trees over operations: how far it is from one operation to another.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/space.h"
#include "search/kernels/histogram.h"

namespace nasg::search {

/// One operation, or two that follow one another, by label.
struct Gram {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::uint32_t first;
  std::uint32_t second = kNone;
  friend auto operator<=>(const Gram&, const Gram&) = default;
};

/// A rooted tree with weights on its edges, whose leaves are grams.
struct GroundTree {
  std::vector<double> weights;                             ///< by edge
  std::map<Gram, std::vector<std::uint32_t>> edges_above;  ///< from each leaf to the root
};

/// Counts grams, one after another. For each edge of the tree its weight times the share of the grams below
/// is a mass: the L1 distance of two such vectors is the Wasserstein distance on the tree (Le et al., NeurIPS
/// 2019, arXiv 1902.00342).
class GramCounts {
 public:
  explicit GramCounts(const GroundTree& tree);

  /// Whether the gram is on the tree; then it counts.
  bool add(const Gram& gram);
  /// Of what was added since the last call.
  Histogram masses();

 private:
  struct Edge {
    std::uint64_t key;
    double weight;
    std::uint32_t count = 0;  ///< grams below it
  };
  Interner number_;                         ///< of grams
  std::vector<std::uint32_t> counts_;       ///< by number
  std::vector<std::uint32_t> met_;          ///< numbers with a count
  std::vector<std::uint32_t> above_;        ///< edges, from each gram to the root
  std::vector<std::uint32_t> begin_ = {0};  ///< by number, into these
  std::vector<Edge> edges_;                 ///< in the order of the keys
  std::vector<std::uint32_t> met_edges_;
  std::uint32_t total_ = 0;
};

/// What operations have in common, for a tree that nobody wrote down: by label, the number of its family. One
/// family each for convolutions and linear maps, pooling, normalisation, activations, identities; what holds
/// layers of several counts by the first of these. Labels that `groups` names are of that group instead, and
/// merges have a family each.
struct Families {
  std::vector<std::uint32_t> family;
  std::vector<char> is_zero;  ///< by label: it cuts the path
};
Families make_families(const ir::Space& space, std::span<const std::string> labels,
                       const std::vector<std::vector<std::string>>& groups);

/// Operations hang from their family by an edge of weight alpha, families from the root of single operations
/// by 1 - alpha. Pairs hang by alpha² from the ordered pair of their families (of one family: from those of
/// equal or of different operations), these by alpha (1 - alpha) from the unordered pair, and these by 1 -
/// alpha from the root of pairs. Both roots hang by 1 from the root of all. So an operation is 1 from its
/// root, alone or with others. The tree of TW-NAS (Nguyen et al., ICML 2021, arXiv 2006.07593) for alpha =
/// 0.1 and its groups.
GroundTree family_tree(std::span<const std::uint32_t> families, double alpha, bool pairs);

}  // namespace nasg::search
