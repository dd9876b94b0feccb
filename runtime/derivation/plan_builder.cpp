// SPDX-License-Identifier: Apache-2.0
// Builds plans: layers and merges as they come, without what `zero` cuts.
#include <algorithm>

#include "compiler/diag/codes/terms.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/plan_finish.h"

namespace nasg::derivation {

using ir::LayerKind;
using ir::MergeKind;
using ir::Scalar;
using ir::Shape;

namespace {

/// The arguments in the types of the layer's row.
std::vector<Scalar> typed(LayerKind kind, std::span<const Scalar> args) {
  std::vector<Scalar> result(args.begin(), args.end());
  const std::vector<ir::LayerParam>& params = ir::info(kind).params;
  NASG_ASSERT(args.size() == params.size(), "a layer is given every parameter of its row");
  for (std::size_t i = 0; i < result.size(); ++i) {
    const bool real = std::holds_alternative<double>(result[i]);
    if (params[i].type == ir::ParamType::kReal && !real)
      result[i] = static_cast<double>(std::get<std::int64_t>(result[i]));
    if (params[i].type != ir::ParamType::kReal && real)
      result[i] = static_cast<std::int64_t>(std::get<double>(result[i]));
  }
  return result;
}

std::string signature(LayerKind kind, const std::vector<Scalar>& args) {
  std::string text = std::to_string(static_cast<int>(kind));
  for (const Scalar& arg : args)
    text += "," + std::visit([](const auto value) { return std::to_string(value); }, arg);
  return text;
}

/// What the shapes of a layer's weights depend on, beside its arguments.
std::string weight_shape(LayerKind kind, const Shape& input) {
  return kind == LayerKind::kLayerNorm ? ir::text(input) : std::to_string(input[0]);
}

}  // namespace

PlanBuilder::PlanBuilder(const Shape& input) {
  plan_.input = input;
  add_value(input, false);
}

ValueId PlanBuilder::add_value(Shape shape, bool cut) {
  plan_.shapes.push_back(std::move(shape));
  cut_.push_back(cut);
  return static_cast<ValueId>(plan_.shapes.size() - 1);
}

ValueId PlanBuilder::add_step(PlanStep step, Shape shape) {
  step.output = add_value(std::move(shape), false);
  plan_.steps.push_back(std::move(step));
  return plan_.steps.back().output;
}

ValueId PlanBuilder::layer(LayerKind kind, std::span<const Scalar> args, ValueId input) {
  std::vector<Scalar> values = typed(kind, args);
  auto outcome = ir::layer_shape<std::int64_t>(kind, values, shape(input));
  if (const std::string* why = std::get_if<std::string>(&outcome)) {
    refuse(ir::info(kind).name, input, *why);
    return add_value(shape(input), true);
  }
  // Numbers are taken even where nothing is built, so that tied visits stay in step.
  const bool pure = (ir::info(kind).traits & ir::kPure) != 0;
  const std::uint32_t number = pure ? next_weights_++ : weights(tied_.size());
  Shape& output = std::get<Shape>(outcome);
  if (kind == LayerKind::kZero || cut_[input]) return add_value(std::move(output), true);
  if (kind == LayerKind::kId) return input;
  const std::string key = signature(kind, values);
  if (!pure) {
    check_tie(number, kind, key + ":" + weight_shape(kind, shape(input)));
    return add_step({PlanStep::Layer{kind, std::move(values), number}, {input}, 0, {}}, std::move(output));
  }
  const auto [known, fresh] = pure_.try_emplace(key + "@" + std::to_string(input), 0);
  if (fresh)
    known->second =
        add_step({PlanStep::Layer{kind, std::move(values), number}, {input}, 0, {}}, std::move(output));
  return known->second;
}

ValueId PlanBuilder::merge(MergeKind kind, std::span<const ValueId> branches) {
  std::vector<Shape> shapes;
  for (const ValueId branch : branches) shapes.push_back(shape(branch));
  auto outcome = ir::merge_shape<std::int64_t>(kind, shapes);
  if (const std::string* why = std::get_if<std::string>(&outcome)) {
    refuse(ir::name(kind), branches[1], *why);
    return add_value(shape(branches[0]), true);
  }
  Shape& output = std::get<Shape>(outcome);
  std::vector<ValueId> kept;
  for (const ValueId branch : branches)
    if (!cut_[branch]) kept.push_back(branch);
  if (kept.empty() || (kind == MergeKind::kMultiply && kept.size() < branches.size()))
    return add_value(std::move(output), true);
  if (kind != MergeKind::kAdd && kept.size() < branches.size()) {
    kept.clear();
    for (const ValueId branch : branches) kept.push_back(materialise(branch));
  }
  if (kept.size() == 1) return kept[0];
  return add_step({kind, std::move(kept), 0, {}}, std::move(output));
}

ValueId PlanBuilder::materialise(ValueId value) {
  if (!cut_[value]) return value;
  const auto [known, fresh] = pure_.try_emplace("zeros" + ir::text(shape(value)), 0);
  if (fresh)
    known->second =
        add_step({PlanStep::Layer{LayerKind::kZero, {}, next_weights_++}, {input()}, 0, {}}, shape(value));
  return known->second;
}

void PlanBuilder::enter_tied(std::uint64_t key) {
  tied_.push_back({key, 0});
}
void PlanBuilder::leave_tied() {
  tied_.pop_back();
}

/// The next number within the `visits` outermost of the open visits: what the first visit with the same key
/// took in this place, otherwise the next one of the visit around it.
std::uint32_t PlanBuilder::weights(std::size_t visits) {
  if (visits == 0) return next_weights_++;
  TiedVisit& visit = tied_[visits - 1];
  std::vector<std::uint32_t>& known = tied_weights_[visit.key];
  if (visit.next == known.size()) known.push_back(weights(visits - 1));
  return known[visit.next++];
}

void PlanBuilder::check_tie(std::uint32_t weights, LayerKind kind, const std::string& signature) {
  const auto [known, fresh] = signatures_.try_emplace(weights, signature);
  if (!fresh && known->second != signature && !error_)
    error_ = diag::make(diag::code::E0421, {}, ir::info(kind).name);
}

void PlanBuilder::refuse(const std::string& what, ValueId input, const std::string& why) {
  if (!error_) error_ = diag::make(diag::code::E0420, {}, what, ir::text(shape(input)), why);
}

diag::Result<Plan> PlanBuilder::finish(ValueId result) && {
  NASG_ASSERT(tied_.empty(), "every visit of a tied part is left");
  if (error_) return *error_;
  plan_.result = materialise(result);
  return finish_plan(std::move(plan_));
}

}  // namespace nasg::derivation
