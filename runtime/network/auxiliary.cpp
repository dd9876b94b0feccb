// SPDX-License-Identifier: Apache-2.0
// Finds the value, and builds the head as a plan of its own.
#include "runtime/network/auxiliary.h"

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/rng.h"

namespace nasg::network {

namespace {

using derivation::PlanBuilder;
using derivation::ValueId;
using ir::LayerKind;
using ir::Scalar;

constexpr std::int64_t kNarrow = 128;
constexpr std::int64_t kWide = 768;
constexpr std::int64_t kStride = 3;

std::optional<ValueId> find_value(const derivation::Plan& plan) {
  std::optional<ValueId> best;
  const auto area = [&](ValueId value) { return plan.shapes[value][1] * plan.shapes[value][2]; };
  for (const derivation::PlanStep& step : plan.steps) {
    const ValueId value = step.output;
    if (plan.shapes[value].size() != 3 || area(value) == 1) continue;
    const bool smaller = !best || area(value) < area(*best);
    const bool wider = best && area(value) == area(*best) && plan.shapes[value][0] > plan.shapes[*best][0];
    if (smaller || wider) best = value;
  }
  return best;
}

diag::Result<derivation::Plan> head(const ir::Shape& input, std::int64_t classes) {
  PlanBuilder builder(input);
  const auto layer = [&](LayerKind kind, std::vector<Scalar> args, ValueId from) {
    return builder.layer(kind, args, from);
  };
  const auto block = [&](std::int64_t channels, std::int64_t kernel, ValueId from) {
    const ValueId convolved = layer(LayerKind::kConv2d,
                                    {channels, kernel, std::int64_t{1}, std::int64_t{0}, std::int64_t{1},
                                     std::int64_t{1}, std::int64_t{0}},
                                    from);
    return layer(LayerKind::kRelu, {}, layer(LayerKind::kBatchNorm, {std::int64_t{1}}, convolved));
  };
  const bool square = input[1] == input[2] && input[1] > kStride;
  ValueId value = layer(LayerKind::kRelu, {}, builder.input());
  value = square ? layer(LayerKind::kAvgPool, {input[1] - kStride, kStride, std::int64_t{0}}, value)
                 : layer(LayerKind::kGlobalAvgPool, {}, value);
  value = block(kWide, square ? 2 : 1, block(kNarrow, 1, value));
  value = layer(LayerKind::kFlatten, {}, value);
  return std::move(builder).finish(layer(LayerKind::kLinear, {classes, std::int64_t{1}}, value));
}

}  // namespace

diag::Result<Auxiliary> Auxiliary::make(const derivation::Plan& plan, std::int64_t classes,
                                        std::uint64_t seed) {
  const auto value = find_value(plan);
  if (!value)
    return diag::make(diag::code::E0610, {}, "it has no images inside that an auxiliary head could read");
  const auto built = head(plan.shapes[*value], classes);
  if (!built) return built.error();
  auto slots = assign_slots(*built);
  if (!slots) return slots.error();
  return Auxiliary(*value, *built, *std::move(slots), seed);
}

Auxiliary::Auxiliary(ValueId value, const derivation::Plan& plan, Slots slots, std::uint64_t seed)
    : value_(value), slots_(std::move(slots)), executor_(plan, slots_) {
  at::mt19937 engine(derivation::Rng(seed).next());
  for (const Slot& slot : slots_.all) weights_.push_back(make_weights(slot, engine));
}

NamedTensors Auxiliary::state() const {
  NamedTensors named = network::state(slots_.all, weights_, 0);
  for (auto& [name, tensor] : named) name = "auxiliary." + name;
  return named;
}

}  // namespace nasg::network
