// SPDX-License-Identifier: Apache-2.0
// The graph algebra: a derivation as a labelled directed acyclic graph, whole or folded at a level.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

/// Node 0 is `input`, node 1 is `output`. Edges are distinct and run with the data. Every other node lies on
/// a path from an input to the output; where a `zero` cuts all paths, the two stand alone.
struct Graph {
  std::vector<std::uint32_t> labels;  ///< by node; `GraphBuilder::label` says what a label is called
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
};

/// The same graph as it is traced, with the nodes that do not lead to the output still in it. Nodes 0 and 1
/// are `input` and `output`, then come further inputs, then the others, each after all that it reads. A node
/// that reads nothing and is no input has no path from one; nothing reads it.
struct Trace {
  std::vector<std::uint32_t> labels;  ///< by node
  std::vector<std::uint32_t> reads;   ///< those of node v, distinct, are reads[begin[v] … begin[v + 1])
  std::vector<std::uint32_t> begin;   ///< the output's reads stand behind the others, from the last begin on
  std::span<const std::uint32_t> reads_of(std::size_t node) const {
    return {reads.data() + begin[node], begin[node + 1] - begin[node]};
  }
  std::span<const std::uint32_t> reads_of_output() const {
    return {reads.data() + begin.back(), reads.size() - begin.back()};
  }
};

class Tracer;

/// What becomes of a rule that is a lone `id` or `zero`.
enum class GraphView : std::uint8_t {
  kNetwork,  ///< `id` passes its input on, `zero` yields nothing: what is computed
  kChoices,  ///< each is a node like any other: what was chosen
};
inline constexpr std::size_t kGraphViews = 2;

/// Makes the graphs of the derivations of one space, as the hierarchical kernel of Schrodi et al. (NeurIPS
/// 2023, arXiv 2211.01842) compares them.
///
/// Values flow as sets of nodes through a rule's body. An op or layer is a node (labelled as a term writes
/// it), `id` passes its input on, `zero` yields nothing. Branches that meet by `+` are united without a node;
/// other merges are a node, labelled `++`, `*`, `max` or `mean`. A hole stands for its derivation, in every
/// place of a `let` or of a power anew. The frame is no part of the graph. Several roots give their graphs
/// side by side between `input` and `output`, and the labels of all but the first carry the root's number,
/// `1: relu`. A root of several inputs has further nodes `input 1`, ….
///
/// The *operators* of a derivation are its rules but for those whose body is a lone op, layer or hole. At
/// folded level k an operator is one node, labelled with its nonterminal and head (`CELL Cell`), if it is
/// nested in more than k others, or, in a space with `level` groups, if its nonterminal stands in a group
/// after the k-th (one that is in no group counts with the operator around it). The root is never folded.
///
/// Each operator of a folded graph is cleaned by itself, as the published code does: a node that a zero left
/// without input is dissolved into the operator's inputs, and one whose output nobody reads into the
/// operator's output. Of equal operators the last in the term counts; where that one has no input in the
/// whole graph, the nodes that read nothing but the operator's input are dissolved too. Only the whole graph
/// is free of this.
class GraphBuilder {
 public:
  /// The space must outlive the builder. Cost: as the rules' bodies are long.
  explicit GraphBuilder(const ir::Space& space, GraphView view = GraphView::kNetwork);
  ~GraphBuilder();
  GraphBuilder(GraphBuilder&&) noexcept;
  GraphBuilder& operator=(GraphBuilder&&) noexcept;

  GraphView view() const;
  /// Folded levels 0, 1, … that can differ from the whole graph; at most kMaxLevels.
  std::uint32_t levels() const;
  static constexpr std::uint32_t kMaxLevels = 5;

  /// The whole graph, then those of folded levels 0 … levels-1. O(nodes + edges) for each graph.
  std::vector<Graph> graphs(const Derivation& derivation, std::uint32_t levels) const;

  std::size_t label_count() const;
  const std::string& label(std::uint32_t label) const;
  /// How many of a graph's nodes are inputs: 0, 2, …, inputs().
  std::uint32_t inputs() const;

 private:
  friend class GraphTracer;
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

/// Traces derivation after derivation in memory that it keeps; each thread has its own.
class GraphTracer {
 public:
  /// The builder must outlive the tracer.
  explicit GraphTracer(const GraphBuilder& builder);
  ~GraphTracer();
  GraphTracer(GraphTracer&&) noexcept;
  GraphTracer& operator=(GraphTracer&&) noexcept;

  /// What `GraphBuilder::graphs` is made from, in the same order; valid until the next call.
  std::span<const Trace> operator()(const Derivation& derivation, std::uint32_t levels);

 private:
  std::unique_ptr<Tracer> tracer_;
  std::vector<Trace> traces_;
};

}  // namespace nasg::derivation
