// SPDX-License-Identifier: Apache-2.0
// A label that occurs several times is a key for each time: the lesser of two counts is how many they share.
#include "search/kernels/labels_metric.h"

#include "search/kernels/features.h"

namespace nasg::search {
namespace {

constexpr std::uint32_t kLabelDepth = 2;

class LabelsMetric final : public Metric {
 public:
  explicit LabelsMetric(const ir::Space& space) : extract_(space, {{kLabelDepth}}) {}

  Profiler profiler() const override {
    return [extract = extract_.worker()](Sight& sight) {
      KeySet labels;
      for (const Features::Count& count : extract(sight).counts)
        for (std::uint32_t time = 0; time < count.count; ++time)
          labels.keys.push_back(spread(count.label, time));
      return Profile{{std::move(labels)}, {}, {}, {}};
    };
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
