// SPDX-License-Identifier: Apache-2.0
// Weisfeiler-Lehman features of a derivation's graphs: how often each label occurs, at each iteration.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "search/kernels/sight.h"

namespace nasg::search {

/// Which graphs are compared, and how deep.
struct WlShape {
  /// Weisfeiler-Lehman iterations: of the whole graph, then of folded levels 0, 1, ….
  std::vector<std::uint32_t> depths;
  /// Keep each iteration of the whole graph apart, so that its depth can still be chosen.
  bool split_whole = false;

  /// Blocks of features whose dot products are kept apart: one a graph, or first one for each of the
  /// depths[0] + 1 iterations of the whole graph.
  std::size_t blocks() const { return depths.size() + (split_whole ? depths[0] : 0); }
};

/// Sparse counts, in blocks.
struct Features {
  struct Count {
    std::uint64_t label;  ///< a hash, different in different blocks
    std::uint32_t count;
    friend bool operator==(const Count&, const Count&) = default;
  };
  std::vector<Count> counts;         ///< every label once
  std::vector<std::uint32_t> begin;  ///< block b is counts[begin[b] … begin[b + 1])
  std::span<const Count> block(std::size_t b) const {
    return std::span(counts).subspan(begin[b], begin[b + 1] - begin[b]);
  }
  std::vector<double> norms;  ///< by block: its dot product with itself
  friend bool operator==(const Features&, const Features&) = default;
};

/// Extracts features. A node's next label is its own label with the multiset of its successors' labels
/// (Shervashidze et al., JMLR 2011, on directed graphs). Labels are 64-bit hashes, the same whatever was seen
/// before: of a million labels two are confused with a probability of 3e-8.
///
/// Successors stand behind a node, so that one walk from the output back finds all its labels at once: a node
/// whose successors are done knows, for each iteration, the sum of their labels (a hash of the multiset), and
/// adds its own labels to the sums of the nodes that it reads. What leads nowhere is never met.
class FeatureExtractor {
 public:
  /// The space must outlive the extractor. There are at most `graphs.levels() + 1` depths.
  FeatureExtractor(const ir::Space& space, WlShape shape);

  /// O(depth × (nodes + edges)) for each graph: some 0.1 ms for the six of a term of 450 rules. Where the
  /// shape keeps the whole graph's iterations apart, those after `whole_depth` are left out, and their blocks
  /// are empty. The same on any number of threads (0: as many as the machine runs at once).
  std::vector<Features> operator()(std::span<const derivation::Derivation> derivations,
                                   std::uint32_t whole_depth = UINT32_MAX, unsigned threads = 0) const;

  /// The same, one after another; each thread has its own. The extractor must outlive it.
  std::function<Features(Sight&)> worker(std::uint32_t whole_depth = UINT32_MAX) const;

 private:
  class Worker;

  derivation::GraphBuilder graphs_;
  WlShape shape_;
  std::vector<std::uint64_t> label_hashes_;
};

}  // namespace nasg::search
