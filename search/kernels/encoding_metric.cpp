// SPDX-License-Identifier: Apache-2.0
// Encodings as masses.
#include "search/kernels/encoding_metric.h"

namespace nasg::search {
namespace {

class PathMetric final : public Metric {
 public:
  PathMetric(const ir::Space& space, PathOptions options) : encode_(space, std::move(options)) {}

  Profiler profiler() const override {
    return [this](const Sight& sight) {
      Histogram words;
      for (const Entry& entry : encode_(sight.derivation()))
        words.push_back({spread(entry.column), entry.value});
      return Profile{{}, {std::move(words)}, {}, {}};
    };
  }
  std::vector<std::string> parts() const override { return {"words"}; }

 private:
  PathEncoding encode_;
};

class AdjacencyMetric final : public Metric {
 public:
  explicit AdjacencyMetric(const ir::Space& space) : places_(space) {}

  Profiler profiler() const override {
    return [this](const Sight& sight) {
      return Profile{{{place_keys(places_, sight.derivation().rules), 0.5}}, {}, {}, {}};
    };
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

std::vector<std::uint64_t> place_keys(const Places& places, std::span<const ir::RuleId> rules) {
  std::vector<std::uint64_t> keys;
  keys.reserve(2 * rules.size());
  const std::vector<std::uint32_t> at = places.of(rules);
  for (std::size_t p = 0; p < rules.size(); ++p) {
    if (at[p] == Places::kNone) continue;
    keys.push_back(spread(at[p]));
    keys.push_back(spread(at[p], rules[p].value));
  }
  return keys;
}

}  // namespace nasg::search
