// SPDX-License-Identifier: Apache-2.0
// A rule counts as the same if all rules above it are.
#include "search/kernels/edit_metric.h"

#include "runtime/derivation/ways.h"

namespace nasg::search {
namespace {

class EditMetric final : public Metric {
 public:
  explicit EditMetric(const ir::Space& space) : space_(space) {}

  Profile profile(const derivation::Derivation& derivation) const override {
    const std::span<const ir::RuleId> rules = derivation.rules;
    const derivation::Children children = derivation::children(space_, rules);
    const std::vector<std::uint32_t> ends = derivation::subtree_ends(space_, rules);
    Histogram masses(rules.size(), Mass{0, 0.5});
    for (std::size_t p = 0, root = 0; p < rules.size(); p = ends[p], ++root) masses[p].key = spread(root);
    for (std::size_t p = 0; p < rules.size(); ++p) {  // until here the key says where p stands
      masses[p].key = spread(masses[p].key, rules[p].value);
      const auto below = children.of(p);
      for (std::size_t hole = 0; hole < below.size(); ++hole)
        masses[below[hole]].key = spread(masses[p].key, hole);
    }
    return {{std::move(masses)}, {}, {}};
  }
  std::vector<std::string> parts() const override { return {"edits"}; }

 private:
  const ir::Space& space_;
};

}  // namespace

std::unique_ptr<Metric> make_edit_metric(const ir::Space& space) {
  return std::make_unique<EditMetric>(space);
}

}  // namespace nasg::search
