// SPDX-License-Identifier: Apache-2.0
// Encodings as masses.
#include "search/kernels/encoding_metric.h"

namespace nasg::search {
namespace {

class PathMetric final : public Metric {
 public:
  PathMetric(const ir::Space& space, PathOptions options) : encode_(space, std::move(options)) {}

  Profile profile(const derivation::Derivation& derivation) const override {
    Histogram words;
    for (const Entry& entry : encode_(derivation)) words.push_back({spread(entry.column), entry.value});
    return {{std::move(words)}, {}, {}};
  }
  std::vector<std::string> parts() const override { return {"words"}; }

 private:
  PathEncoding encode_;
};

class AdjacencyMetric final : public Metric {
 public:
  explicit AdjacencyMetric(const ir::Space& space) : places_(space) {}

  Profile profile(const derivation::Derivation& derivation) const override {
    return {{place_masses(places_, derivation.rules, 1)}, {}, {}};
  }
  std::vector<std::string> parts() const override { return {"places"}; }

 private:
  Places places_;
};

}  // namespace

std::unique_ptr<Metric> make_path_metric(const ir::Space& space, PathOptions options) {
  return std::make_unique<PathMetric>(space, std::move(options));
}

std::unique_ptr<Metric> make_adjacency_metric(const ir::Space& space) {
  return std::make_unique<AdjacencyMetric>(space);
}

// Half for the place and half for what stands there: a place that both have and fill differently costs two
// halves, one that only one has two halves as well.
Histogram place_masses(const Places& places, std::span<const ir::RuleId> rules, double scale) {
  Histogram masses;
  const std::vector<std::uint32_t> at = places.of(rules);
  for (std::size_t p = 0; p < rules.size(); ++p) {
    if (at[p] == Places::kNone) continue;
    masses.push_back({spread(at[p]), scale / 2});
    masses.push_back({spread(at[p], rules[p].value), scale / 2});
  }
  return masses;
}

}  // namespace nasg::search
