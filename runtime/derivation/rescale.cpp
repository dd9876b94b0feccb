// SPDX-License-Identifier: Apache-2.0
// Scales channels, and works shapes out anew.
#include "runtime/derivation/rescale.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "compiler/diag/codes/training.h"

namespace nasg::derivation {

namespace {

using ir::LayerKind;

/// Which arguments of a layer count channels or features; the first says how many it yields.
std::vector<std::size_t> widths(LayerKind kind) {
  switch (kind) {
    case LayerKind::kConv2d:
    case LayerKind::kConv1d:
    case LayerKind::kConvTranspose2d:
    case LayerKind::kLinear:
    case LayerKind::kGru:
    case LayerKind::kLstm: return {0};
    case LayerKind::kEmbedding: return {1};
    case LayerKind::kPlace: return {0, 1};
    case LayerKind::kSlice: return {1, 0};
    default: return {};
  }
}

/// The place of `groups` among a layer's arguments.
std::optional<std::size_t> groups(LayerKind kind) {
  switch (kind) {
    case LayerKind::kConv2d:
    case LayerKind::kConv1d: return 5;
    case LayerKind::kConvTranspose2d: return 4;
    default: return std::nullopt;
  }
}

/// By step: whether it says how wide the result is, so that it must keep its width.
std::vector<bool> of_result(const Plan& plan) {
  std::vector<bool> wanted(plan.shapes.size(), false);
  std::vector<bool> kept(plan.steps.size(), false);
  wanted[plan.result] = true;
  for (std::size_t i = plan.steps.size(); i-- > 0;) {
    const PlanStep& step = plan.steps[i];
    if (!wanted[step.output]) continue;
    const auto* layer = std::get_if<PlanStep::Layer>(&step.what);
    kept[i] = layer != nullptr && !widths(layer->kind).empty();
    if (kept[i]) continue;
    for (const ValueId input : step.inputs) wanted[input] = true;
  }
  return kept;
}

std::int64_t& whole(ir::Scalar& argument) {
  return std::get<std::int64_t>(argument);
}

class Rescaling {
 public:
  Rescaling(const Plan& plan, const ir::Shape& input, double width)
      : old_(plan), plan_(plan), kept_(of_result(plan)), width_(width) {
    plan_.input = input;
    set(0, input);
  }

  diag::Result<Plan> run() {
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
      const auto made = step(i);
      if (const auto* why = std::get_if<std::string>(&made)) return refused(plan_.steps[i], *why);
      set(plan_.steps[i].output, std::get<ir::Shape>(made));
    }
    return std::move(plan_);
  }

 private:
  using Made = std::variant<ir::Shape, std::string>;

  void set(ValueId value, ir::Shape shape) {
    like_.emplace(old_.shapes[value], shape);
    plan_.shapes[value] = std::move(shape);
  }

  Made step(std::size_t i) {
    PlanStep& step = plan_.steps[i];
    auto* layer = std::get_if<PlanStep::Layer>(&step.what);
    if (layer == nullptr) {
      std::vector<ir::Shape> branches;
      for (const ValueId input : step.inputs) branches.push_back(plan_.shapes[input]);
      return ir::merge_shape<std::int64_t>(std::get<ir::MergeKind>(step.what), branches);
    }
    if (layer->kind == LayerKind::kZero) return zeros(step);
    const ir::Shape& input = plan_.shapes[step.inputs[0]];
    if (layer->kind == LayerKind::kPlugin && input != old_.shapes[step.inputs[0]])
      return "its shape is stated for " + ir::text(old_.shapes[step.inputs[0]]);
    if (!kept_[i])
      for (const std::size_t place : widths(layer->kind))
        whole(layer->args[place]) = scaled(layer->args[place]);
    if (const auto place = groups(layer->kind))
      if (whole(layer->args[*place]) == old_.shapes[step.inputs[0]][0]) whole(layer->args[*place]) = input[0];
    if (layer->kind == LayerKind::kGroupNorm && input.size() == 3)
      whole(layer->args[0]) = std::gcd(whole(layer->args[0]), input[0]);
    return ir::layer_shape<std::int64_t>(layer->kind, layer->args, input);
  }

  /// Zeros have no input that tells their shape: what has the shape of a value that is known has become as
  /// that one.
  Made zeros(const PlanStep& step) const {
    const auto found = like_.find(old_.shapes[step.output]);
    if (found == like_.end()) return "nothing tells the shape of its zeros";
    return found->second;
  }

  std::int64_t scaled(const ir::Scalar& argument) const {
    const auto value = static_cast<double>(std::get<std::int64_t>(argument));
    return value == 0 ? 0 : std::max<std::int64_t>(1, std::llround(value * width_));
  }

  diag::Diagnostic refused(const PlanStep& step, const std::string& why) const {
    const auto* layer = std::get_if<PlanStep::Layer>(&step.what);
    const std::string what =
        layer != nullptr ? ir::info(layer->kind).name : ir::name(std::get<ir::MergeKind>(step.what));
    return diag::make(diag::code::E0646, {}, ir::text(plan_.input), std::to_string(std::lround(100 * width_)),
                      "`" + what + "`: " + why);
  }

  const Plan& old_;
  Plan plan_;
  std::vector<bool> kept_;
  double width_;
  std::map<ir::Shape, ir::Shape> like_;  ///< by shape in the old plan
};

}  // namespace

diag::Result<Plan> rescale(const Plan& plan, const ir::Shape& input, double width) {
  return Rescaling(plan, input, width).run();
}

std::int64_t common_width(const Plan& plan) {
  const std::vector<bool> kept = of_result(plan);
  std::int64_t common = 0;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const auto* layer = std::get_if<PlanStep::Layer>(&plan.steps[i].what);
    if (layer == nullptr || kept[i]) continue;
    for (const std::size_t place : widths(layer->kind))
      common = std::gcd(common, std::get<std::int64_t>(layer->args[place]));
  }
  return std::max<std::int64_t>(common, 1);
}

}  // namespace nasg::derivation
