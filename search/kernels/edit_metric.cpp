// SPDX-License-Identifier: Apache-2.0
// A rule counts as the same if all rules above it are.
#include "search/kernels/edit_metric.h"

#include "runtime/derivation/ways.h"

namespace nasg::search {
namespace {

class EditMetric final : public Metric {
 public:
  explicit EditMetric(const ir::Space& space) : space_(space) {}

  Profiler profiler() const override {
    return
        [this](const Sight& sight) { return Profile{{{keys(sight.derivation().rules), 0.5}}, {}, {}, {}}; };
  }
  std::vector<std::string> parts() const override { return {"edits"}; }

 private:
  std::vector<std::uint64_t> keys(std::span<const ir::RuleId> rules) const {
    const derivation::Children children = derivation::children(space_, rules);
    const std::vector<std::uint32_t> ends = derivation::subtree_ends(space_, rules);
    std::vector<std::uint64_t> keys(rules.size());
    for (std::size_t p = 0, root = 0; p < rules.size(); p = ends[p], ++root) keys[p] = spread(root);
    for (std::size_t p = 0; p < rules.size(); ++p) {  // until here the key says where p stands
      keys[p] = spread(keys[p], rules[p].value);
      const auto below = children.of(p);
      for (std::size_t hole = 0; hole < below.size(); ++hole) keys[below[hole]] = spread(keys[p], hole);
    }
    return keys;
  }

  const ir::Space& space_;
};

}  // namespace

std::unique_ptr<Metric> make_edit_metric(const ir::Space& space) {
  return std::make_unique<EditMetric>(space);
}

}  // namespace nasg::search
