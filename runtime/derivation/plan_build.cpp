// SPDX-License-Identifier: Apache-2.0
// The plan of a derivation: the fold over its rules' bodies, by interpretation.
#include "runtime/derivation/plan_fold.h"

namespace nasg::derivation {

namespace {

/// Recursion is as deep as the derivation, at most kMaxDepth rules.
class Planner {
 public:
  Planner(const ir::Space& space, const Derivation& derivation)
      : space_(space), rules_(derivation.rules), ends_(subtree_ends(space, rules_)), fold_(space) {}

  diag::Result<Plan> build(const PlanWatch& watch) {
    std::vector<std::uint32_t> roots;
    for (std::uint32_t p = 0; p < rules_.size(); p = ends_[p]) roots.push_back(p);
    return fold_.network([&](std::uint32_t root, auto inputs) { return derive(roots[root], inputs); }, watch);
  }

 private:
  ValueId derive(std::uint32_t position, std::span<const ValueId> inputs) {
    const ir::Rule& rule = space_[rules_[position]];
    std::vector<std::uint32_t> parts;
    for (std::uint32_t p = position + 1; parts.size() < rule.holes.size(); p = ends_[p]) parts.push_back(p);
    return fold_.rule(rule, inputs,
                      [&](std::uint32_t hole, auto values) { return derive(parts[hole], values); });
  }

  const ir::Space& space_;
  std::span<const ir::RuleId> rules_;
  std::vector<std::uint32_t> ends_;
  PlanFold fold_;
};

}  // namespace

diag::Result<Plan> build_plan(const ir::Space& space, const Derivation& derivation, const PlanWatch& watch) {
  return Planner(space, derivation).build(watch);
}

}  // namespace nasg::derivation
