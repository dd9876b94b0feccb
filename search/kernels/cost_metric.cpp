// SPDX-License-Identifier: Apache-2.0
// Costs of plans as numbers.
#include "search/kernels/cost_metric.h"

#include <cmath>

#include "runtime/derivation/plan.h"

namespace nasg::search {
namespace {

class CostMetric final : public Metric {
 public:
  CostMetric(const ir::Space& space, std::vector<CostPart> parts) : space_(space), parts_(std::move(parts)) {}

  Profiler profiler() const override {
    return [this](const Sight& sight) { return Profile{{}, {}, {}, numbers(sight.derivation())}; };
  }
  std::vector<std::string> parts() const override {
    std::vector<std::string> names;
    for (const CostPart part : parts_) {
      constexpr const char* kNames[] = {"params", "flops", "memory", "depth"};
      names.emplace_back(kNames[static_cast<std::size_t>(part)]);
    }
    return names;
  }

 private:
  std::vector<double> numbers(const derivation::Derivation& derivation) const {
    ir::Cost cost;
    if (const auto plan = derivation::build_plan(space_, derivation)) cost = derivation::cost(*plan);
    const auto size = [](std::int64_t count) { return std::log2(1 + static_cast<double>(count)); };
    std::vector<double> numbers;
    for (const CostPart part : parts_) {
      switch (part) {
        case CostPart::kParameters: numbers.push_back(size(cost.parameters)); break;
        case CostPart::kFlops: numbers.push_back(size(cost.flops)); break;
        case CostPart::kMemory: numbers.push_back(size(cost.activations)); break;
        case CostPart::kDepth: numbers.push_back(derivation::depth(space_, derivation.rules)); break;
      }
    }
    return numbers;
  }

  const ir::Space& space_;
  std::vector<CostPart> parts_;
};

}  // namespace

std::unique_ptr<Metric> make_cost_metric(const ir::Space& space, std::vector<CostPart> parts) {
  return std::make_unique<CostMetric>(space, std::move(parts));
}

}  // namespace nasg::search
