// SPDX-License-Identifier: Apache-2.0
// Walks each rule's wiring back from its result.
#include "runtime/derivation/ways.h"

#include <algorithm>

#include "runtime/derivation/graph_wiring.h"

namespace nasg::derivation {
namespace {

class Walk {
 public:
  explicit Walk(const Wiring& wiring) : wiring_(wiring) {}

  std::vector<Way> operator()() {
    back(wiring_.result);
    return std::move(ways_);
  }

 private:
  // Recursion is as deep as the rule's body is long.
  void back(std::uint32_t slot) {
    if (ways_.size() == Ways::kMost) return;
    if (slot < wiring_.arity) {
      ways_.push_back({slot, {steps_.rbegin(), steps_.rend()}});
      return;
    }
    const Wiring::Step& step = wiring_.steps[slot - wiring_.arity];
    const bool passes = step.kind == Wiring::Kind::kJoin;
    if (!passes) steps_.push_back({step.kind == Wiring::Kind::kHole, step.what});
    for (const std::uint32_t input : step.inputs) back(input);
    if (!passes) steps_.pop_back();
  }

  const Wiring& wiring_;
  std::vector<Way::Step> steps_;  ///< from the result back
  std::vector<Way> ways_;
};

}  // namespace

Ways::Ways(const ir::Space& space) {
  Wirings wirings = make_wirings(space, GraphView::kChoices);
  for (const RuleForm& form : wirings.rules)
    ways_.push_back(form.kind == RuleForm::Kind::kOperator ? Walk(form.wiring)() : std::vector<Way>());
  forms_ = std::move(wirings.rules);
  names_ = std::move(wirings.labels);
}
Ways::~Ways() = default;
Ways::Ways(Ways&&) noexcept = default;
Ways& Ways::operator=(Ways&&) noexcept = default;

bool Ways::is_operator(ir::RuleId rule) const {
  return forms_[rule.index()].kind == RuleForm::Kind::kOperator;
}
bool Ways::is_unit(ir::RuleId rule) const {
  return forms_[rule.index()].kind == RuleForm::Kind::kUnit;
}
std::uint32_t Ways::label(ir::RuleId rule) const {
  return forms_[rule.index()].label;
}

Children children(const ir::Space& space, std::span<const ir::RuleId> rules) {
  const std::vector<std::uint32_t> ends = subtree_ends(space, rules);
  Children made;
  for (std::uint32_t p = 0; p < rules.size(); ++p) {
    made.begin.push_back(static_cast<std::uint32_t>(made.positions.size()));
    for (std::uint32_t next = p + 1; next < ends[p]; next = ends[next]) made.positions.push_back(next);
  }
  made.begin.push_back(static_cast<std::uint32_t>(made.positions.size()));
  return made;
}

}  // namespace nasg::derivation
