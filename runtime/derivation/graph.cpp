// SPDX-License-Identifier: Apache-2.0
// The tables that the graphs of a space are made from.
#include "runtime/derivation/graph.h"

#include <algorithm>

#include "runtime/derivation/graph_tracer.h"
#include "runtime/derivation/graph_wiring.h"

namespace nasg::derivation {

namespace {

/// Operators on the longest path below each nonterminal, counted up to `limit`.
std::vector<std::uint32_t> operator_heights(const ir::Space& space, const Wirings& wirings,
                                            std::uint32_t limit) {
  std::vector<std::uint32_t> heights(space.nonterminals.size(), 0);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t r = 0; r < space.rules.size(); ++r) {
      std::uint32_t height = 0;
      for (const ir::NonterminalId hole : space.rules[r].holes)
        height = std::max(height, heights[hole.index()]);
      const bool counts = wirings.rules[r].kind == RuleForm::Kind::kOperator;
      height = std::min(limit, height + (counts ? 1U : 0U));
      std::uint32_t& known = heights[space.rules[r].lhs.index()];
      changed = changed || height > known;
      known = std::max(known, height);
    }
  }
  return heights;
}

std::uint32_t count_levels(const ir::Space& space, const Wirings& wirings, std::uint32_t most) {
  if (!space.levels.empty()) return std::min(most, static_cast<std::uint32_t>(space.levels.size()) - 1);
  const std::vector<std::uint32_t> heights = operator_heights(space, wirings, most + 1);
  std::uint32_t levels = 0;
  for (const ir::NonterminalId root : space.roots) {
    const std::uint32_t nested = std::min(heights[root.index()], space.depth_limit.value_or(most + 1));
    levels = std::max(levels, std::max(nested, 1U) - 1);
  }
  return levels;
}

std::vector<std::uint32_t> level_of_nonterminals(const ir::Space& space) {
  if (space.levels.empty()) return {};
  std::vector<std::uint32_t> groups(space.nonterminals.size(), 0);
  for (std::uint32_t level = 0; level < space.levels.size(); ++level)
    for (const ir::NonterminalId id : space.levels[level]) groups[id.index()] = level;
  return groups;
}

}  // namespace

struct GraphBuilder::Tables {
  Tables(const ir::Space& space, GraphView view)
      : view(view),
        wirings(make_wirings(space, view)),
        traced{space, wirings, level_of_nonterminals(space)},
        levels(count_levels(space, wirings, kMaxLevels)),
        labels(wirings.labels) {
    for (std::size_t root = 1; root < space.roots.size(); ++root)
      for (const std::string& label : wirings.labels) labels.push_back(std::to_string(root) + ": " + label);
  }

  GraphView view;
  Wirings wirings;
  Tracer::Tables traced;
  std::uint32_t levels;
  std::vector<std::string> labels;
};

GraphBuilder::GraphBuilder(const ir::Space& space, GraphView view)
    : tables_(std::make_unique<const Tables>(space, view)) {}
GraphBuilder::~GraphBuilder() = default;
GraphBuilder::GraphBuilder(GraphBuilder&&) noexcept = default;
GraphBuilder& GraphBuilder::operator=(GraphBuilder&&) noexcept = default;

GraphView GraphBuilder::view() const {
  return tables_->view;
}

std::uint32_t GraphBuilder::levels() const {
  return tables_->levels;
}

namespace {

/// Drops the nodes that do not lead to the output, and those that no input leads to.
Graph prune(const Trace& trace, std::uint32_t inputs) {
  const std::size_t nodes = trace.labels.size();
  std::vector<char> kept(nodes, 0);
  for (const std::uint32_t from : trace.reads_of_output()) kept[from] = 1;
  for (std::size_t v = nodes; v-- > inputs + 1;) {
    if (kept[v])
      for (const std::uint32_t from : trace.reads_of(v)) kept[from] = 1;
  }
  std::fill_n(kept.begin(), inputs + 1, 1);

  Graph graph;
  std::vector<std::uint32_t> renamed(nodes);
  for (std::size_t v = 0; v < nodes; ++v) {
    if (!kept[v]) continue;
    renamed[v] = static_cast<std::uint32_t>(graph.labels.size());
    graph.labels.push_back(trace.labels[v]);
    for (const std::uint32_t from : trace.reads_of(v)) graph.edges.emplace_back(renamed[from], renamed[v]);
  }
  for (const std::uint32_t from : trace.reads_of_output()) graph.edges.emplace_back(renamed[from], 1U);
  return graph;
}

}  // namespace

std::vector<Graph> GraphBuilder::graphs(const Derivation& derivation, std::uint32_t levels) const {
  GraphTracer trace(*this);
  std::vector<Graph> graphs;
  for (const Trace& traced : trace(derivation, levels)) graphs.push_back(prune(traced, inputs()));
  return graphs;
}

std::size_t GraphBuilder::label_count() const {
  return tables_->labels.size();
}

const std::string& GraphBuilder::label(std::uint32_t label) const {
  return tables_->labels[label];
}

std::uint32_t GraphBuilder::inputs() const {
  return tables_->wirings.inputs;
}

GraphTracer::GraphTracer(const GraphBuilder& builder)
    : tracer_(std::make_unique<Tracer>(builder.tables_->traced)) {}
GraphTracer::~GraphTracer() = default;
GraphTracer::GraphTracer(GraphTracer&&) noexcept = default;
GraphTracer& GraphTracer::operator=(GraphTracer&&) noexcept = default;

std::span<const Trace> GraphTracer::operator()(const Derivation& derivation, std::uint32_t levels) {
  traces_.resize(levels + 1);
  tracer_->start(derivation, levels > 0);
  tracer_->whole(traces_[0]);
  for (std::uint32_t level = 0; level < levels; ++level) tracer_->folded(level, traces_[level + 1]);
  return traces_;
}

}  // namespace nasg::derivation
