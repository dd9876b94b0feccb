// SPDX-License-Identifier: Apache-2.0
// Weisfeiler-Lehman features of a derivation's graphs: how often each label occurs, at each iteration.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/derivation/graph.h"

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
    std::uint32_t feature;
    std::uint32_t count;
  };
  std::vector<Count> counts;         ///< within a block every feature once, in no order
  std::vector<std::uint32_t> begin;  ///< block b is counts[begin[b] … begin[b + 1])
  std::vector<double> norms;         ///< by block: its dot product with itself
};

/// Gives numbers 0, 1, … to 64-bit keys, in the order of first sight.
class Interner {
 public:
  Interner();
  std::uint32_t operator()(std::uint64_t key);
  std::size_t size() const { return size_; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = UINT32_MAX;
  };
  void grow();
  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

/// Extracts features; its dictionary is shared by all that it has seen, so that features can be compared.
/// A node's next label is its own label with the multiset of its successors' labels (Shervashidze et al.,
/// JMLR 2011, on directed graphs). Labels are 64-bit hashes: of a million labels two are confused with a
/// probability of 3e-8. Not thread-safe.
class FeatureExtractor {
 public:
  /// The space must outlive the extractor. There are at most `graphs.levels() + 1` depths.
  FeatureExtractor(const ir::Space& space, WlShape shape);

  /// O(depth × (nodes + edges)) for each graph.
  Features operator()(const derivation::Derivation& derivation);

  /// From now on the whole graph's iterations after `depth` are left out; their blocks stay empty. Only where
  /// the shape keeps them apart.
  void limit_whole(std::uint32_t depth) { whole_limit_ = depth; }

 private:
  void count(std::uint64_t label);
  void end_block(Features& features);
  void add_graph(const derivation::Graph& graph, std::size_t index, Features& features);

  derivation::GraphBuilder graphs_;
  WlShape shape_;
  std::uint32_t whole_limit_;
  std::vector<std::uint64_t> label_hashes_;
  Interner intern_;
  std::vector<std::uint32_t> counts_;  ///< by feature, zero between blocks
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint64_t> labels_;  ///< by node
  std::vector<std::uint64_t> sums_;
};

}  // namespace nasg::search
