// SPDX-License-Identifier: Apache-2.0
// Measures as numbers.
#include "search/kernels/measured_metric.h"

namespace nasg::search {
namespace {

class MeasuredMetric final : public Metric {
 public:
  explicit MeasuredMetric(Measures measures) : measures_(std::move(measures)) {}
  Profiler profiler() const override {
    return [this](const Sight& sight) { return Profile{{}, {}, {}, measures_(sight.derivation())}; };
  }
  std::vector<std::string> parts() const override { return measures_.names(); }

 private:
  Measures measures_;
};

}  // namespace

std::unique_ptr<Metric> make_measured_metric(Measures measures) {
  return std::make_unique<MeasuredMetric>(std::move(measures));
}

}  // namespace nasg::search
