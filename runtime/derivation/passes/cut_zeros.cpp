// SPDX-License-Identifier: Apache-2.0
// Cut values, found from the input on.
#include "runtime/derivation/passes/cut_zeros.h"

#include <algorithm>

namespace nasg::derivation {

namespace {

class Cutting {
 public:
  explicit Cutting(Plan& plan)
      : plan_(plan), cut_(plan.shapes.size(), false), anchored_(plan.shapes.size(), false) {
    for (const ValueId value : plan.anchors) anchored_[value] = true;
    for (const PlanStep& step : plan.steps)
      if (const auto* layer = std::get_if<PlanStep::Layer>(&step.what))
        next_weights_ = std::max(next_weights_, layer->weights + 1);
  }

  bool run() {
    for (PlanStep& step : plan_.steps) {
      if (cuts(step)) {
        changed_ = true;
        cut_[step.output] = !anchored_[step.output];
        if (anchored_[step.output]) add_zeros(step.output);
        continue;
      }
      if (const auto* kind = std::get_if<ir::MergeKind>(&step.what)) without_cuts(*kind, step.inputs);
      kept_.push_back(std::move(step));
    }
    plan_.steps = std::move(kept_);
    plan_.anchors.clear();
    return changed_;
  }

 private:
  bool is_cut(ValueId value) const { return cut_[value]; }

  bool cuts(const PlanStep& step) const {
    const auto cut = [this](ValueId value) { return is_cut(value); };
    return ir::match(
        step.what,
        [&](const PlanStep::Layer& layer) {
          return layer.kind == ir::LayerKind::kZero || is_cut(step.inputs[0]);
        },
        [&](ir::MergeKind kind) {
          return ir::is_product(kind) ? std::ranges::any_of(step.inputs, cut)
                                      : std::ranges::all_of(step.inputs, cut);
        });
  }

  void without_cuts(ir::MergeKind kind, std::vector<ValueId>& inputs) {
    if (kind == ir::MergeKind::kAdd) {
      changed_ |= std::erase_if(inputs, [this](ValueId value) { return is_cut(value); }) > 0;
      return;
    }
    for (ValueId& input : inputs)
      if (is_cut(input)) {
        plan_.shapes.push_back(plan_.shapes[input]);
        cut_.push_back(false);
        input = static_cast<ValueId>(plan_.shapes.size() - 1);
        add_zeros(input);
        changed_ = true;
      }
  }

  void add_zeros(ValueId output) {
    kept_.push_back({PlanStep::Layer{ir::LayerKind::kZero, {}, next_weights_++}, {0}, output, {}});
  }

  Plan& plan_;
  std::vector<PlanStep> kept_;
  std::vector<bool> cut_, anchored_;  ///< by value
  std::uint32_t next_weights_ = 0;
  bool changed_ = false;
};

}  // namespace

bool cut_zeros(Plan& plan) {
  return Cutting(plan).run();
}

}  // namespace nasg::derivation
