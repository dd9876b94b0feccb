// SPDX-License-Identifier: Apache-2.0
// Records plans: layers and merges as they come.
#include "compiler/diag/codes/terms.h"
#include "runtime/derivation/passes/plan_pass.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/plan_numbers.h"

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

}  // namespace

PlanBuilder::PlanBuilder(const Shape& input) {
  plan_.input = input;
  add_value(input);
}

ValueId PlanBuilder::add_value(Shape shape) {
  plan_.shapes.push_back(std::move(shape));
  return static_cast<ValueId>(plan_.shapes.size() - 1);
}

ValueId PlanBuilder::layer(LayerKind kind, std::span<const Scalar> args, ValueId input) {
  std::vector<Scalar> values = typed(kind, args);
  auto outcome = ir::layer_shape<std::int64_t>(kind, values, shape(input));
  if (const std::string* why = std::get_if<std::string>(&outcome)) {
    refuse(ir::info(kind).name, input, *why);
    return add_value(shape(input));
  }
  const bool pure = (ir::info(kind).traits & ir::kPure) != 0;
  const std::uint32_t number = pure ? next_weights_++ : weights(tied_.size());
  const ValueId output = add_value(std::move(std::get<Shape>(outcome)));
  plan_.steps.push_back({PlanStep::Layer{kind, std::move(values), number}, {input}, output, {}});
  return output;
}

ValueId PlanBuilder::merge(MergeKind kind, std::span<const ValueId> branches) {
  std::vector<Shape> shapes;
  for (const ValueId branch : branches) shapes.push_back(shape(branch));
  auto outcome = ir::merge_shape<std::int64_t>(kind, shapes);
  if (const std::string* why = std::get_if<std::string>(&outcome)) {
    refuse(ir::name(kind), branches[1], *why);
    return add_value(shape(branches[0]));
  }
  const ValueId output = add_value(std::move(std::get<Shape>(outcome)));
  plan_.steps.push_back({kind, {branches.begin(), branches.end()}, output, {}});
  return output;
}

ValueId PlanBuilder::materialise(ValueId value) {
  plan_.anchors.push_back(value);
  return value;
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

void PlanBuilder::refuse(const std::string& what, ValueId input, const std::string& why) {
  if (!error_) error_ = diag::make(diag::code::E0420, {}, what, ir::text(shape(input)), why);
}

ValueId PlanBuilder::begin_probe(ValueId like, std::uint32_t input, std::uint32_t inputs) {
  const auto first = static_cast<ValueId>(plan_.shapes.size());
  probes_.push_back({first, first + input, plan_.steps.size(), plan_.anchors.size(), tied_weights_, tied_,
                     next_tie_, next_weights_, error_});
  for (std::uint32_t i = 0; i < inputs; ++i) add_value(Shape(shape(like)));
  return first;
}

bool PlanBuilder::end_probe(ValueId result) {
  Probe probe = std::move(probes_.back());
  probes_.pop_back();
  struct Fate {
    bool cut = false;
    bool reads = false;  ///< the value that is asked about
  };
  std::vector<Fate> fates(plan_.shapes.size() - probe.first);
  fates[probe.asked - probe.first].reads = true;
  // What stood before the probe is not cut, and reads nothing of it.
  const auto fate = [&](ValueId value) { return value < probe.first ? Fate{} : fates[value - probe.first]; };
  for (std::size_t i = probe.steps; i < plan_.steps.size(); ++i) {
    const PlanStep& step = plan_.steps[i];
    const auto* layer = std::get_if<PlanStep::Layer>(&step.what);
    const auto* merge = std::get_if<MergeKind>(&step.what);
    const bool any_cuts = merge == nullptr || ir::is_product(*merge);
    Fate& own = fates[step.output - probe.first];
    own.cut = !any_cuts;
    for (const ValueId input : step.inputs) {
      own.cut = any_cuts ? own.cut || fate(input).cut : own.cut && fate(input).cut;
      own.reads = own.reads || fate(input).reads;
    }
    own.cut = own.cut || (layer != nullptr && layer->kind == LayerKind::kZero);
    own.reads = own.reads && !own.cut;
  }
  const bool reads = fate(result).reads;
  plan_.steps.erase(plan_.steps.begin() + static_cast<std::ptrdiff_t>(probe.steps), plan_.steps.end());
  plan_.shapes.resize(probe.first);
  plan_.anchors.resize(probe.anchors);
  tied_weights_ = std::move(probe.tied_weights);
  tied_ = std::move(probe.tied);
  next_tie_ = probe.next_tie;
  next_weights_ = probe.next_weights;
  error_ = std::move(probe.error);
  return reads;
}

diag::Result<Plan> PlanBuilder::finish(ValueId result, const PlanWatch& watch) && {
  NASG_ASSERT(tied_.empty(), "every visit of a tied part is left");
  if (error_) return *error_;
  plan_.result = materialise(result);
  if (watch) watch(nullptr, plan_, true);
  Plan built = run_passes(std::move(plan_), Stage::kBuild, watch);
  number_weights(built);
  if (const char* layer = untied(built)) return diag::make(diag::code::E0421, {}, layer);
  return built;
}

}  // namespace nasg::derivation
