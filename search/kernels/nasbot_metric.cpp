// SPDX-License-Identifier: Apache-2.0
// Counts, sorted degrees and places as masses.
#include "search/kernels/nasbot_metric.h"

#include <algorithm>
#include <functional>

#include "runtime/derivation/graph.h"
#include "search/kernels/encoding_metric.h"

namespace nasg::search {
namespace {

enum Kind : std::uint64_t { kOperation, kInDegree, kOutDegree };

class NasbotMetric final : public Metric {
 public:
  NasbotMetric(const ir::Space& space, const NasbotWeights& weights)
      : graphs_(space, derivation::GraphView::kChoices), places_(space), weights_(weights) {}

  Profiler profiler() const override {
    return [this](const Sight& sight) { return Profile{{}, {masses(sight.derivation())}, {}, {}}; };
  }
  std::vector<std::string> parts() const override { return {"nasbot"}; }

 private:
  Histogram masses(const derivation::Derivation& derivation) const {
    const derivation::Graph graph = graphs_.graphs(derivation, 0)[0];
    const std::size_t first = graphs_.inputs() + 1;
    Histogram masses;
    for (std::size_t v = first; v < graph.labels.size(); ++v)
      masses.push_back({spread(kOperation, graph.labels[v]), weights_.operations});
    std::vector<double> in(graph.labels.size(), 0), out(graph.labels.size(), 0);
    for (const auto& [from, to] : graph.edges) {
      ++out[from];
      ++in[to];
    }
    add_sorted(kInDegree, {in.begin() + static_cast<std::ptrdiff_t>(first), in.end()}, masses);
    add_sorted(kOutDegree, {out.begin() + static_cast<std::ptrdiff_t>(first), out.end()}, masses);
    if (weights_.places > 0) {
      for (const std::uint64_t key : place_keys(places_, derivation.rules))
        masses.push_back({key, weights_.places / 2});
    }
    return gathered(std::move(masses));
  }
  /// Largest first.
  void add_sorted(Kind kind, std::vector<double> degrees, Histogram& masses) const {
    std::sort(degrees.begin(), degrees.end(), std::greater<>());
    for (std::size_t i = 0; i < degrees.size(); ++i)
      masses.push_back({spread(kind, i), weights_.degrees * degrees[i]});
  }

  derivation::GraphBuilder graphs_;
  Places places_;
  NasbotWeights weights_;
};

}  // namespace

std::unique_ptr<Metric> make_nasbot_metric(const ir::Space& space, const NasbotWeights& weights) {
  return std::make_unique<NasbotMetric>(space, weights);
}

}  // namespace nasg::search
