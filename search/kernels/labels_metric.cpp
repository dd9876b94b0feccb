// SPDX-License-Identifier: Apache-2.0
// Counts of labels as masses.
#include "search/kernels/labels_metric.h"

#include "search/kernels/features.h"

namespace nasg::search {
namespace {

constexpr std::uint32_t kLabelDepth = 2;

class LabelsMetric final : public Metric {
 public:
  explicit LabelsMetric(const ir::Space& space) : extract_(space, {{kLabelDepth}}) {}

  Profile profile(const derivation::Derivation& derivation) const override {
    const Features features = extract_({&derivation, 1}, kLabelDepth, 1).front();
    Histogram labels;
    for (const Features::Count& count : features.counts)
      labels.push_back({spread(count.label), static_cast<double>(count.count)});
    return {{std::move(labels)}, {}, {}};
  }
  std::vector<std::string> parts() const override { return {"labels"}; }

 private:
  FeatureExtractor extract_;
};

}  // namespace

std::unique_ptr<Metric> make_labels_metric(const ir::Space& space) {
  return std::make_unique<LabelsMetric>(space);
}

}  // namespace nasg::search
