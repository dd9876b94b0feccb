// SPDX-License-Identifier: Apache-2.0
// The three measures of a graph.
#include "search/kernels/tree_wasserstein.h"

#include <algorithm>

namespace nasg::search {
namespace {

using derivation::Graph;

constexpr std::uint32_t kUnreached = UINT32_MAX;

/// By node: how many edges from an input, at the least.
std::vector<std::uint32_t> layers(const Graph& graph, std::uint32_t inputs) {
  std::vector<std::vector<std::uint32_t>> readers(graph.labels.size());
  for (const auto& [from, to] : graph.edges) readers[from].push_back(to);
  std::vector<std::uint32_t> layer(graph.labels.size(), kUnreached);
  std::vector<std::uint32_t> queue = {0};
  for (std::uint32_t i = 1; i < inputs; ++i) queue.push_back(i + 1);
  for (const std::uint32_t input : queue) layer[input] = 0;
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const std::uint32_t node = queue[next];
    for (const std::uint32_t reader : readers[node]) {
      if (layer[reader] != kUnreached) continue;
      layer[reader] = layer[node] + 1;
      queue.push_back(reader);
    }
  }
  return layer;
}

Chain shares(Chain masses) {
  double total = 0;
  for (const double mass : masses) total += mass;
  for (double& mass : masses) mass = total > 0 ? mass / total : 1 / static_cast<double>(masses.size());
  return masses;
}

class TwMetric final : public Metric {
 public:
  TwMetric(const ir::Space& space, derivation::GraphView view, bool pairs)
      : graphs_(space, view), pairs_(pairs) {
    for (std::uint32_t i = 0; i < graphs_.label_count(); ++i) labels_.push_back(graphs_.label(i));
  }

  void set_tree(GroundTree tree) {
    tree_ = std::move(tree);
    counted_.clear();
    for (std::uint32_t label = 0; label < labels_.size(); ++label)
      counted_.push_back(tree_.edges_above.contains({label}) ? 1 : 0);
  }
  const std::vector<std::string>& labels() const { return labels_; }

  Profile profile(const derivation::Derivation& derivation) const override {
    const Graph graph = graphs_.graphs(derivation, 0)[0];
    const std::vector<std::uint32_t> layer = layers(graph, graphs_.inputs());
    std::uint32_t deepest = 0;
    for (const std::uint32_t l : layer)
      if (l != kUnreached) deepest = std::max(deepest, l);
    Chain in(deepest + 1, 0), out(deepest + 1, 0);
    for (const auto& [from, to] : graph.edges) {
      if (layer[from] == kUnreached) continue;
      ++out[layer[from]];
      ++in[layer[to]];
    }
    return {{tree_.masses(count(graph))}, {shares(std::move(in)), shares(std::move(out))}, {}};
  }
  std::vector<std::string> parts() const override { return {"operations", "in", "out"}; }

 private:
  std::map<Gram, double> count(const Graph& graph) const {
    const std::uint32_t first = graphs_.inputs() + 1;
    const auto counts = [&](std::uint32_t node) {
      return node >= first && counted_[graph.labels[node]] != 0;
    };
    std::map<Gram, double> grams;
    for (std::uint32_t v = first; v < graph.labels.size(); ++v)
      if (counts(v)) ++grams[{graph.labels[v]}];
    if (pairs_)
      for (const auto& [from, to] : graph.edges)
        if (counts(from) && counts(to)) ++grams[{graph.labels[from], graph.labels[to]}];
    return grams;
  }

  derivation::GraphBuilder graphs_;
  std::vector<std::string> labels_;
  bool pairs_;
  GroundTree tree_;
  std::vector<char> counted_;  ///< by label: whether it is on the tree
};

}  // namespace

std::unique_ptr<Metric> make_tw_metric(const ir::Space& space, const TwOptions& options) {
  auto metric = std::make_unique<TwMetric>(space, options.view, options.pairs);
  const Families families = make_families(space, metric->labels(), options.groups);
  GroundTree tree = family_tree(families.family, options.alpha, options.pairs);
  for (std::uint32_t label = 0; label < families.is_zero.size(); ++label)
    if (families.is_zero[label] != 0) tree.edges_above.erase({label});
  metric->set_tree(std::move(tree));
  return metric;
}

std::unique_ptr<Metric> make_tw_metric(const ir::Space& space, derivation::GraphView view, bool pairs,
                                       GroundTree tree) {
  auto metric = std::make_unique<TwMetric>(space, view, pairs);
  metric->set_tree(std::move(tree));
  return metric;
}

}  // namespace nasg::search
