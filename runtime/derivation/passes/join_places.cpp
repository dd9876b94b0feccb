// SPDX-License-Identifier: Apache-2.0
// Branches of sums that lie side by side.
#include "runtime/derivation/passes/join_places.h"

#include <algorithm>
#include <map>

namespace nasg::derivation {

namespace {

struct Piece {
  ValueId placed;  ///< the branch
  ValueId source;
  std::int64_t length;
};

class Joining {
 public:
  explicit Joining(Plan& plan) : plan_(plan), placing_(plan.shapes.size(), nullptr) {
    kept_.reserve(2 * plan.steps.size());  // placing_ points into it
  }

  bool run() {
    for (PlanStep& step : plan_.steps) {
      if (step.what == decltype(step.what)(ir::MergeKind::kAdd)) join(step);
      kept_.push_back(std::move(step));
      const auto* layer = std::get_if<PlanStep::Layer>(&kept_.back().what);
      if (layer != nullptr && layer->kind == ir::LayerKind::kPlace)
        placing_[kept_.back().output] = &kept_.back();
    }
    plan_.steps = std::move(kept_);
    return changed_;
  }

 private:
  /// By where they start: the branches that are placed, each where no other starts.
  std::map<std::int64_t, Piece> pieces(const PlanStep& sum) const {
    std::map<std::int64_t, Piece> found;
    for (const ValueId branch : sum.inputs) {
      const PlanStep* place = placing_[branch];
      if (place == nullptr) continue;
      const ValueId source = place->inputs[0];
      const auto start = std::get<std::int64_t>(std::get<PlanStep::Layer>(place->what).args[1]);
      if (!found.try_emplace(start, Piece{branch, source, plan_.shapes[source][0]}).second) return {};
    }
    return found;
  }

  void join(PlanStep& sum) {
    const auto side_by_side = pieces(sum);
    const ir::Shape shape = plan_.shapes[sum.output];
    PlanStep joined{ir::MergeKind::kConcatenate, {}, 0, {}};
    std::int64_t end = 0;
    for (const auto& [start, piece] : side_by_side) {
      if (start != end) return;
      end += piece.length;
      joined.inputs.push_back(piece.source);
    }
    if (end != shape[0] || joined.inputs.size() < 2) return;
    changed_ = true;
    if (joined.inputs.size() == sum.inputs.size()) {
      sum.what = ir::MergeKind::kConcatenate;
      sum.inputs = std::move(joined.inputs);
      return;
    }
    plan_.shapes.push_back(shape);
    placing_.push_back(nullptr);
    joined.output = static_cast<ValueId>(plan_.shapes.size() - 1);
    std::erase_if(sum.inputs, [&](ValueId branch) {
      return std::ranges::any_of(side_by_side, [&](const auto& it) { return it.second.placed == branch; });
    });
    sum.inputs.push_back(joined.output);
    kept_.push_back(std::move(joined));
  }

  Plan& plan_;
  std::vector<PlanStep> kept_;
  std::vector<const PlanStep*> placing_;  ///< by value: the step, if it is a `place`
  bool changed_ = false;
};

}  // namespace

bool join_places(Plan& plan) {
  return Joining(plan).run();
}

}  // namespace nasg::derivation
