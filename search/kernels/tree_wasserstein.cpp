// SPDX-License-Identifier: Apache-2.0
// The three measures of a graph.
#include "search/kernels/tree_wasserstein.h"

#include <algorithm>

namespace nasg::search {
namespace {

constexpr std::uint32_t kUnreached = UINT32_MAX;

Chain shares(Chain masses) {
  double total = 0;
  for (const double mass : masses) total += mass;
  for (double& mass : masses) mass = total > 0 ? mass / total : 1 / static_cast<double>(masses.size());
  return masses;
}

/// What one thread works with.
class TwProfiler {
 public:
  TwProfiler(const derivation::GraphBuilder& graphs, const GramCounts& none, bool pairs)
      : graphs_(graphs), inputs_(graphs.inputs()), pairs_(pairs), grams_(none) {}

  Profile operator()(Sight& sight) {
    const derivation::Trace& trace = sight.graphs(graphs_, 0)[0];
    find_layers(trace);
    const std::uint32_t layers = *std::max_element(layers_.begin(), layers_.end()) + 1;
    Chain in(layers, 0), out(layers, 0);
    const auto count = [&](std::uint32_t node, std::span<const std::uint32_t> reads) {
      for (const std::uint32_t from : reads) {
        ++out[layers_[from]];
        ++in[layers_[node]];
      }
    };
    for (std::uint32_t v = inputs_ + 1; v < trace.labels.size(); ++v) {
      if (leads_[v] == 0) continue;
      count(v, trace.reads_of(v));
      counts_[v] = grams_.add({trace.labels[v]}) ? 1 : 0;
      for (const std::uint32_t from : trace.reads_of(v))
        if (pairs_ && counts_[v] != 0 && counts_[from] != 0)
          grams_.add({trace.labels[from], trace.labels[v]});
    }
    count(1, trace.reads_of_output());
    return {{}, {grams_.masses()}, {shares(std::move(in)), shares(std::move(out))}, {}};
  }

 private:
  /// A node is one layer behind the nearest that it reads. What does not lead to the output has none.
  void find_layers(const derivation::Trace& trace) {
    leads_.assign(trace.labels.size(), 0);
    layers_.assign(trace.labels.size(), 0);
    counts_.assign(trace.labels.size(), 0);
    for (const std::uint32_t from : trace.reads_of_output()) leads_[from] = 1;
    for (std::uint32_t v = static_cast<std::uint32_t>(leads_.size()); v-- > inputs_ + 1;)
      for (const std::uint32_t from : trace.reads_of(v)) leads_[from] |= leads_[v];
    for (std::uint32_t v = inputs_ + 1; v < leads_.size(); ++v)
      if (leads_[v] != 0) layers_[v] = layer_behind(trace.reads_of(v));
    layers_[1] = layer_behind(trace.reads_of_output());
  }
  std::uint32_t layer_behind(std::span<const std::uint32_t> reads) const {
    std::uint32_t nearest = kUnreached;
    for (const std::uint32_t from : reads) nearest = std::min(nearest, layers_[from] + 1);
    return nearest == kUnreached ? 0 : nearest;
  }

  const derivation::GraphBuilder& graphs_;
  std::uint32_t inputs_;
  bool pairs_;
  GramCounts grams_;
  std::vector<char> leads_;            ///< by node: to the output
  std::vector<std::uint32_t> layers_;  ///< by node
  std::vector<char> counts_;           ///< by node: its label is on the tree
};

class TwMetric final : public Metric {
 public:
  TwMetric(const ir::Space& space, derivation::GraphView view, bool pairs)
      : graphs_(space, view), pairs_(pairs) {
    for (std::uint32_t i = 0; i < graphs_.label_count(); ++i) labels_.push_back(graphs_.label(i));
  }

  void set_tree(const GroundTree& tree) { none_.emplace(tree); }
  const std::vector<std::string>& labels() const { return labels_; }

  Profiler profiler() const override {
    const auto profiler = std::make_shared<TwProfiler>(graphs_, *none_, pairs_);
    return [profiler](Sight& sight) { return (*profiler)(sight); };
  }
  std::vector<std::string> parts() const override { return {"operations", "in", "out"}; }

 private:
  derivation::GraphBuilder graphs_;
  std::vector<std::string> labels_;
  bool pairs_;
  std::optional<GramCounts> none_;  ///< of the tree, before any is added
};

}  // namespace

std::unique_ptr<Metric> make_tw_metric(const ir::Space& space, const TwOptions& options) {
  auto metric = std::make_unique<TwMetric>(space, options.view, options.pairs);
  const Families families = make_families(space, metric->labels(), options.groups);
  GroundTree tree = family_tree(families.family, options.alpha, options.pairs);
  for (std::uint32_t label = 0; label < families.is_zero.size(); ++label)
    if (families.is_zero[label] != 0) tree.edges_above.erase({label});
  metric->set_tree(tree);
  return metric;
}

std::unique_ptr<Metric> make_tw_metric(const ir::Space& space, derivation::GraphView view, bool pairs,
                                       const GroundTree& tree) {
  auto metric = std::make_unique<TwMetric>(space, view, pairs);
  metric->set_tree(tree);
  return metric;
}

}  // namespace nasg::search
